#!/bin/sh
# wine.sh ROOT DIRECTORY COMMAND [ARGUMENT...]: runs a command, such as wine,
# in the Debian that test/setup has made in ROOT. It sees DIRECTORY as /mnt, which
# Windows programs have as Z:\mnt, and has /tmp to itself, so that each run has a
# wineserver of its own. All that is mounted and all that is started ends with
# it. It takes root.
set -eu
# shellcheck disable=SC2016 # the dollars are for the inner shell
exec unshare --mount --pid --fork --kill-child sh -euc '
	root=$1
	mount -t proc proc "$root/proc"
	mount -t tmpfs -o mode=0700 tmpfs "$root/tmp"
	mount --bind "$2" "$root/mnt"
	shift 2
	exec chroot "$root" env -i PATH=/usr/bin:/bin HOME=/tmp XDG_RUNTIME_DIR=/tmp LC_ALL=C.UTF-8 \
		WINEPREFIX=/opt/prefix WINEARCH=win64 WINEDEBUG=-all "WINEDLLOVERRIDES=mscoree=;mshtml=" "$@"
' wine.sh "$@"
