#!/bin/sh
# Installs pyenvkit for one user, and needs no root: it downloads the release for
# this machine, verifies its SHA-256, and puts one file into one directory.
#
#   curl -fsSL https://github.com/pyenvkit/pyenvkit/releases/latest/download/install.sh | sh
#
# docs/how-to/install.md documents it, `sh install.sh --help` in short. All of it is in
# functions, and only the very last character makes a command of the last line: of
# a download that was cut short nothing is run.
set -eu

# Those of .goreleaser.yaml: `go test ./test/release -update` writes this line.
platforms='darwin_amd64 darwin_arm64 freebsd_amd64 linux_386 linux_amd64 linux_arm64 linux_armv7 linux_ppc64le linux_riscv64 linux_s390x'

releases=https://github.com/pyenvkit/pyenvkit/releases
mark='# pyenvkit install.sh'
newline='
'
code=1 # of a failure

main() {
  # For a zsh that was not called sh: words are split, and traps hold everywhere.
  if [ -n "${ZSH_VERSION-}" ]; then emulate sh; fi
  action=install dry_run=no modify_path=no
  for argument in "$@"; do
    case $argument in
      --dry-run) dry_run=yes ;;
      --modify-path) modify_path=yes ;;
      --uninstall) action=uninstall ;;
      -h | --help) usage && exit ;;
      *) code=2 fail "unknown option $argument" "see --help" ;;
    esac
  done
  find_directory
  "$action"
}

usage() {
  printf '%s\n' 'usage: install.sh [--dry-run] [--modify-path]' \
    '       install.sh --uninstall [--dry-run]' '' \
    '  --dry-run      say what would be done, and change nothing' \
    '  --modify-path  have your shell find pyenvkit: changes its start-up file' \
    '  --uninstall    remove the program, its cache, and what --modify-path wrote' '' \
    'PYENVKIT_VERSION      the version to install, such as 1.2.3 (the latest)' \
    'PYENVKIT_INSTALL_DIR  where to (~/.local/bin)' \
    'PYENVKIT_BASE_URL     where the files of a release are: https, http or file'
}

say() { printf '%s\n' "$*" >&2; }

# fail MESSAGE [HINT...]: ends with the status $code.
fail() {
  say "error: $1"
  shift
  for hint in "$@"; do say "hint: $hint"; done
  exit "$code"
}

have() { command -v "$1" >/dev/null 2>&1; }

# quote TEXT: prints it as one word of a POSIX shell.
quote() {
  case $1 in
    '' | *[!A-Za-z0-9_./:@%+,=-]*) ;;
    *) printf %s "$1" && return ;;
  esac
  printf \'
  rest=$1
  while :; do
    case $rest in
      *\'*) printf "%s'\\\\''" "${rest%%\'*}" ;;
      *) break ;;
    esac
    rest=${rest#*\'}
  done
  printf "%s'" "$rest"
}

# ---- what to install, and where

find_directory() {
  directory=${PYENVKIT_INSTALL_DIR-}
  if [ -z "$directory" ]; then
    case ${HOME-} in
      /*) directory=${HOME%/}/.local/bin ;;
      *) fail 'HOME is no absolute path, so there is no directory to install into' 'set PYENVKIT_INSTALL_DIR' ;;
    esac
  fi
  case $directory in /*) ;; *) directory=$PWD/$directory ;; esac
  while [ "$directory" != "${directory%/}" ]; do directory=${directory%/}; done
  target=$directory/pyenvkit
}

find_platform() {
  kernel=$(uname -s) machine=$(uname -m)
  case $kernel in
    Linux) system=linux ;;
    Darwin) system=darwin ;;
    FreeBSD) system=freebsd ;;
    MINGW* | MSYS* | CYGWIN*) fail 'this is the installer for Unix' "for Windows, in PowerShell: irm $releases/latest/download/install.ps1 | iex" ;;
    *) system=$kernel ;;
  esac
  case $machine in
    x86_64 | amd64) processor=amd64 ;;
    aarch64 | arm64) processor=arm64 ;;
    armv7* | armv8l) processor=armv7 ;;
    i[3-6]86) processor=386 ;;
    *) processor=$machine ;;
  esac
  case $system/$processor in
    # Rosetta tells what it translates that the processor were Intel's.
    darwin/amd64) [ "$(sysctl -n hw.optional.arm64 2>/dev/null)" != 1 ] || processor=arm64 ;;
    # A kernel of 64 bits may have programs, and so Pythons, of 32 bits.
    linux/amd64) [ "$(bits)" != 32 ] || processor=386 ;;
    linux/arm64) [ "$(bits)" != 32 ] || processor=armv7 ;;
  esac
  platform=${system}_$processor
  case " $platforms " in
    *" $platform "*) ;;
    *) fail "there is no release for $kernel on $machine" 'with Go: go install github.com/pyenvkit/pyenvkit/cmd/pyenvkit@latest' ;;
  esac
}

# bits prints those of the programs of this machine, by the header of one.
bits() {
  case $(od -An -tu1 -j4 -N1 /bin/sh 2>/dev/null) in
    *1) echo 32 ;;
    *2) echo 64 ;;
    *) getconf LONG_BIT 2>/dev/null || echo 64 ;;
  esac
}

find_release() {
  version=${PYENVKIT_VERSION-}
  version=${version#v}
  case $version in
    latest) version= ;;
    *[!0-9A-Za-z.+-]*) fail "PYENVKIT_VERSION=$(quote "$version") is no version" 'one is 1.2.3' ;;
  esac
  base=${PYENVKIT_BASE_URL-}
  case $base in
    '') if [ -n "$version" ]; then base=$releases/download/v$version; else base=$releases/latest/download; fi ;;
    https://* | http://* | file:///*) ;;
    *) fail "PYENVKIT_BASE_URL=$(quote "$base") is no URL of https, http or file" 'that of a directory is file:///srv/mirror' ;;
  esac
  while [ "$base" != "${base%/}" ]; do base=${base%/}; done
  shown=$(without_password "$base")
  find_downloader

  checksums=$(download "$base/checksums.txt") ||
    fail "$shown/checksums.txt can't be downloaded" 'is this machine online, and is there such a version?'
  archive='' sum='' wanted=$version
  IFS=$newline
  set -f
  for line in $checksums; do
    name=${line##*[ *]}
    case $name in pyenvkit_*_"$platform".tar.gz) ;; *) continue ;; esac
    found=${name#pyenvkit_}
    found=${found%_"$platform".tar.gz}
    [ -z "$wanted" ] || [ "$found" = "$wanted" ] || continue
    [ -z "$archive" ] || fail "$shown/checksums.txt names several versions" 'choose one by PYENVKIT_VERSION'
    archive=$name version=$found sum=${line%% *}
  done
  set +f
  unset IFS
  [ -n "$archive" ] || fail "$shown/checksums.txt names no pyenvkit${wanted:+ $wanted} for $platform"
  case $sum in *[!0-9a-f]*) sum= ;; esac
  [ ${#sum} = 64 ] || fail "$shown/checksums.txt has no SHA-256 of $archive"
  # The latest may be another one by now.
  case $base in "$releases/"*) base=$releases/download/v$version shown=$base ;; esac
}

# without_password URL: prints it as others may read it.
without_password() {
  rest=${1#*://}
  server=${rest%%/*}
  case $server in
    *@*) printf '%s://xxxxx@%s%s' "${1%%://*}" "${server##*@}" "${rest#"$server"}" ;;
    *) printf %s "$1" ;;
  esac
}

# ---- how to get it

find_downloader() {
  case $base in file:*) downloader='cat' && return ;; esac
  for candidate in curl wget fetch; do
    # For yash, the variable of a loop is gone after it.
    downloader=$candidate
    if have "$downloader"; then return; fi
  done
  fail 'there is no curl, wget or fetch to download with' 'install one of them, or set PYENVKIT_BASE_URL to file:// and a directory with the files of a release'
}

# download URL: writes what is there to standard output.
download() {
  case $downloader in
    cat) cat "$(path_of "$1")" ;;
    curl)
      # A redirection must not leave TLS either.
      case $1 in https:*) set -- "$1" --proto '=https' --tlsv1.2 ;; esac
      curl -fsSL --connect-timeout 30 --speed-limit 1 --speed-time 60 "$@"
      ;;
    wget)
      # Twenty, with pauses, are GNU's own idea. BusyBox doesn't know the option.
      case $(wget --version 2>/dev/null) in GNU*) wget --tries=3 -q -O - "$1" ;; *) wget -q -O - "$1" ;; esac
      ;;
    fetch) fetch -q -o - "$1" ;;
  esac
}

# path_of URL: prints the path that a URL of a file names.
path_of() {
  rest=${1#file://}
  while :; do
    case $rest in *%[0-9A-Fa-f][0-9A-Fa-f]*) ;; *) break ;; esac
    before=${rest%%%[0-9A-Fa-f][0-9A-Fa-f]*}
    rest=${rest#"$before"%}
    after=${rest#??}
    # shellcheck disable=SC2059 # a character by its number
    printf "%s\\$(printf %03o "0x${rest%"$after"}")" "$before"
    rest=$after
  done
  printf %s "$rest"
}

find_hasher() {
  for candidate in sha256sum shasum sha256 openssl busybox; do
    hasher=$candidate
    if have "$hasher"; then return; fi
  done
  fail 'nothing on this machine computes a SHA-256, so a download can not be verified' 'install sha256sum, shasum, sha256, openssl or busybox'
}

# sum_of FILE: prints its SHA-256, or nothing.
sum_of() {
  case $hasher in
    sha256sum) found=$(sha256sum <"$1") ;;
    shasum) found=$(shasum -a 256 <"$1") ;;
    sha256) found=$(sha256 -q <"$1") ;;
    openssl) found=$(openssl dgst -sha256 <"$1") && found=${found##* } ;;
    busybox) found=$(busybox sha256sum <"$1") ;;
  esac
  printf %s "${found%% *}"
}

# ---- install

install() {
  find_platform
  find_hasher
  for unpacker in tar gzip; do have $unpacker || fail "there is no $unpacker to unpack with"; done
  find_release
  if [ $modify_path = yes ]; then find_profiles; fi
  if [ $dry_run = yes ]; then
    say "would download $shown/$archive"
    say "would verify that its SHA-256 is $sum"
    say "would install $(quote "$target")"
  else
    put_in_place
  fi
  if [ $modify_path = yes ]; then each_profile add_line; else advise; fi
}

put_in_place() {
  staging='' made=$directory existing=$directory
  while [ -n "$existing" ] && [ ! -d "$existing" ]; do existing=${existing%/*}; done
  [ ! -d "$target" ] || fail "$(quote "$target") is a directory"
  trap clean_up EXIT
  trap 'stop 129' HUP
  trap 'stop 130' INT
  trap 'stop 143' TERM
  mkdir -p "$directory" || fail "$(quote "$directory") can't be made" 'choose another one by PYENVKIT_INSTALL_DIR'
  remove_abandoned
  # Beside its place, so that it takes that in one step.
  mkdir -m 700 "$directory/.pyenvkit-install.$$" || fail "$(quote "$directory") can't be written to" 'choose another one by PYENVKIT_INSTALL_DIR'
  staging=$directory/.pyenvkit-install.$$

  download "$base/$archive" >"$staging/archive" || fail "$shown/$archive can't be downloaded"
  actual=$(sum_of "$staging/archive") || fail "$hasher can't compute the SHA-256 of $archive"
  [ "$actual" = "$sum" ] || fail "$shown/$archive is not what was released: its SHA-256 is $actual, and checksums.txt has $sum" 'nothing was installed; try again, and if it stays so, tell the authors'
  # GNU's tar would take colons and backslashes in these paths for something else.
  (cd "$staging" && tar -xzo -f archive pyenvkit </dev/null) || fail "$archive can't be unpacked"
  chmod 755 "$staging/pyenvkit"
  new=$("$staging/pyenvkit" --version </dev/null) ||
    fail "$archive holds no program that runs on this machine" "is $(quote "$directory") on a file system whose programs may be run?"
  mv -f "$staging/pyenvkit" "$target" || fail "$(quote "$target") can't be replaced"
  existing=$directory
  say "installed $new as $(quote "$target")"
}

# stop STATUS: ends by a signal. mksh forgets the status where EXIT is trapped.
stop() {
  trap - EXIT
  clean_up
  exit "$1"
}

# clean_up leaves nothing behind but what was there, and what is complete.
clean_up() {
  [ -z "$staging" ] || rm -rf "$staging"
  while [ "$made" != "$existing" ]; do
    rmdir "$made" 2>/dev/null || :
    made=${made%/*}
  done
}

# remove_abandoned removes what a run has left that was killed, be it one of the number
# of this: in a container, each is. What others have left may be theirs to remove.
remove_abandoned() {
  for abandoned in "$directory"/.pyenvkit-install.*; do
    number=${abandoned##*.}
    case $number in *[!0-9]*) continue ;; esac
    if [ -d "$abandoned" ] && { [ "$number" = $$ ] || ! kill -0 "$number" 2>/dev/null; }; then
      rm -rf "$abandoned" 2>/dev/null || :
    fi
  done
}

# ---- PATH

# name_directory sets $word: the directory as a word of the user's shell. What is
# below HOME is written so that it may move with it.
name_directory() {
  shell=${SHELL-}
  shell=${shell##*/}
  family=sh word='' tail=''
  case $shell in
    fish) family=fish ;;
    csh | tcsh) family=csh ;;
    '' | sh | bash | dash | ash | zsh | ksh | ksh93 | mksh | oksh | loksh | yash) ;;
    *) family=other ;;
  esac
  if [ -n "${HOME-}" ]; then
    case $directory in "$HOME"/*) tail=${directory#"$HOME"} ;; esac
  fi
  # shellcheck disable=SC2016 # for the shell that reads it
  home='"$HOME"'
  case $directory in *:*) return ;; esac # separates the directories on PATH
  case ${tail:-$directory} in
    *"$newline"*) return ;;
    *[!A-Za-z0-9_./@%+,=-]*) ;;
    *) word="\"${tail:+\$HOME}${tail:-$directory}\"" && return ;;
  esac
  case $family in
    sh) word=${tail:+$home}$(quote "${tail:-$directory}") ;;
    fish) word=${tail:+$home}\'$(printf %s "${tail:-$directory}" | sed "s/[\\\\']/\\\\&/g")\' ;;
  esac
}

# advise says how to have the shell find the program, where it does not.
advise() {
  case :${PATH-}: in
    *":$directory:"*)
      first=$(command -v pyenvkit) || first=$target
      [ "$first" = "$target" ] || say "hint: another one comes first on PATH: $(quote "$first")"
      return
      ;;
  esac
  name_directory
  say "hint: $(quote "$directory") is not on PATH${word:+; for this shell:}"
  if [ -z "$word" ]; then return; fi
  case $family in
    sh) say "  export PATH=$word:\"\$PATH\"" ;;
    fish) say "  fish_add_path $word" ;;
    csh) say "  setenv PATH $word:\"\$PATH\"" ;;
    other) say "  $(quote "$directory") belongs into PATH by the start-up file of $shell" && return ;;
  esac
  say 'hint: --modify-path writes it into the start-up file of the shell'
}

# find_profiles refuses what can't be written down.
find_profiles() {
  name_directory
  case ${HOME-} in /*) ;; *) fail 'HOME is no absolute path, so there are no start-up files' ;; esac
  [ $family != other ] || fail "--modify-path does not know the start-up file of $shell" "put $(quote "$directory") on PATH there"
  [ -n "$word" ] || fail "$(quote "$directory") can't be put on PATH by the start-up file of $shell" 'choose another one by PYENVKIT_INSTALL_DIR'
}

# each_profile COMMAND: calls it with each start-up file of the user's shell.
each_profile() {
  case $shell in
    bash)
      "$1" "$HOME/.bashrc"
      # A login shell reads one of these, the last that is there, and nothing but
      # custom has that read the other.
      login=.profile
      for candidate in .bash_login .bash_profile; do
        if [ -e "$HOME/$candidate" ]; then login=$candidate; fi
      done
      "$1" "$HOME/$login"
      ;;
    zsh) "$1" "${ZDOTDIR:-$HOME}/.zshrc" ;;
    fish) "$1" "$(fish_file)" ;;
    csh | tcsh) if [ -e "$HOME/.tcshrc" ]; then "$1" "$HOME/.tcshrc"; else "$1" "$HOME/.cshrc"; fi ;;
    yash) "$1" "$HOME/.yash_profile" ;;
    *) "$1" "$HOME/.profile" ;;
  esac
}

fish_file() { printf %s "${XDG_CONFIG_HOME:-$HOME/.config}/fish/conf.d/pyenvkit.fish"; }

# add_line FILE: has it put the directory on PATH.
add_line() {
  case $family in
    sh) line="case \":\$PATH:\" in *:$word:*) ;; *) PATH=$word\${PATH:+\":\$PATH\"} && export PATH ;; esac $mark" ;;
    fish) line="contains -- $word \$PATH; or set -gx PATH $word \$PATH $mark" ;;
    csh) line="if (\":\${PATH}:\" !~ *:$word:*) setenv PATH $word\":\${PATH}\" $mark" ;;
  esac
  if [ -e "$1" ] && grep -qxF -e "$line" "$1"; then return; fi
  if [ $dry_run = yes ]; then
    say "would have $(quote "$1") put $(quote "$directory") on PATH"
    return
  fi
  remove_line "$1"
  if [ ! -e "$1" ]; then
    { mkdir -p "${1%/*}" && printf '%s\n' "# Made by the installer of pyenvkit. $mark" >"$1"; } || fail "$(quote "$1") can't be written"
  elif [ -n "$(tail -c 1 "$1")" ]; then
    line=$newline$line
  fi
  printf '%s\n' "$line" >>"$1" || fail "$(quote "$1") can't be written"
  say "$(quote "$1") puts $(quote "$directory") on PATH, for new shells"
}

# remove_line FILE: takes out what add_line has put in. The file stays the one that
# it is, with its mode and its links, so there is a copy until it is complete.
remove_line() {
  if [ ! -f "$1" ] || ! grep -q -e "$mark\$" "$1"; then return; fi
  if [ $dry_run = yes ]; then
    say "would take the line for PATH out of $(quote "$1")"
    return
  fi
  if [ ! -h "$1" ] && grep -q -e "^# Made by .*$mark\$" "$1" && ! grep -qv -e "$mark\$" "$1"; then
    rm -f "$1"
    return
  fi
  cp -p "$1" "$1.pyenvkit-$$" || fail "$(quote "$1") can't be changed"
  # By bytes: where they are no UTF-8, grep gives a message for the lines.
  LC_ALL=C sed "/$mark\$/d" "$1.pyenvkit-$$" >"$1" ||
    fail "$(quote "$1") can't be written" "it is kept as $(quote "$1.pyenvkit-$$")"
  rm -f "$1.pyenvkit-$$"
}

# ---- uninstall

uninstall() {
  if [ $dry_run = yes ]; then
    say "would remove $(quote "$target"), the cache, and what was allowed"
  elif [ -e "$target" ]; then
    [ ! -d "$target" ] || fail "$(quote "$target") is a directory"
    cache=$("$target" cache dir </dev/null 2>/dev/null) || cache=
    "$target" cache clean --quiet </dev/null >/dev/null || say 'warning: the cache could not be removed'
    if [ -n "$cache" ] && [ ! -e "$cache" ]; then remove_empty "${cache%/*}"; fi
    rm -f "$target" || fail "$(quote "$target") can't be removed"
    remove_abandoned
    remove_empty "$directory"
    say "removed $(quote "$target")"
  else
    say "there is no $(quote "$target")"
  fi
  case ${HOME-} in /*) ;; *) return 0 ;; esac
  for profile in .bashrc .bash_profile .bash_login .profile .zshrc .tcshrc .cshrc .yash_profile; do
    remove_line "$HOME/$profile"
  done
  if [ -n "${ZDOTDIR-}" ]; then remove_line "$ZDOTDIR/.zshrc"; fi
  profile=$(fish_file)
  if [ -e "$profile" ]; then
    remove_line "$profile"
    [ -e "$profile" ] || remove_empty "${profile%/*}"
  fi
  if [ $dry_run = yes ]; then return 0; fi
  find_data
  rm -rf "$data/pyenvkit/trust"
  remove_empty "$data/pyenvkit"
}

# find_data sets $data: beside what else programs keep, package trust has its
# decisions.
find_data() {
  if [ "$(uname -s)" = Darwin ]; then
    data="$HOME/Library/Application Support"
  else
    case ${XDG_DATA_HOME-} in /*) data=$XDG_DATA_HOME ;; *) data=$HOME/.local/share ;; esac
  fi
}

# remove_empty DIRECTORY: removes it, and what it was alone in, below HOME. Below one
# that is the root, as services and containers have it, is all of the system.
remove_empty() {
  empty=$1
  case ${HOME-} in /*[!/]*) ;; *) return 0 ;; esac
  while :; do
    case $empty in "${HOME%/}"/?*) rmdir "$empty" 2>/dev/null || return 0 ;; *) return 0 ;; esac
    empty=${empty%/*}
  done
}

{ main "$@"; }
