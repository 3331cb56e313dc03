#!/bin/sh
# wine.sh [--keep] ROOT [DIRECTORY POINT]... -- COMMAND [ARGUMENT...]: runs a
# command, such as wine, in the Debian that test/setup has made in ROOT. It sees
# each DIRECTORY as POINT, which Windows programs have on the drive Z:, and has
# /tmp to itself, so that each run has a wineserver of its own. Whatever else it
# writes, registry keys among it, is gone afterwards, but with --keep. All that is
# mounted and all that is started ends with it. It takes root.
set -eu
# shellcheck disable=SC2016 # the dollars are for the inner shell
exec unshare --mount --pid --fork --kill-child sh -euc '
	keep=
	[ "$1" != --keep ] || { keep=yes; shift; }
	root=$1
	shift
	mount -t tmpfs -o mode=0700 tmpfs "$root/tmp"
	if [ -z "$keep" ]; then
		mkdir "$root/tmp/upper" "$root/tmp/work"
		mount -t overlay -o "lowerdir=$root,upperdir=$root/tmp/upper,workdir=$root/tmp/work" overlay "$root"
		mount -t tmpfs -o mode=0700 tmpfs "$root/tmp"
	fi
	mount -t proc proc "$root/proc"
	while [ "$1" != -- ]; do
		mkdir -p "$root$2"
		mount --bind "$1" "$root$2"
		shift 2
	done
	shift
	exec chroot "$root" env -i PATH=/usr/bin:/bin HOME=/tmp XDG_RUNTIME_DIR=/tmp LC_ALL=C.UTF-8 \
		WINEPREFIX=/opt/prefix WINEARCH=win64 WINEDEBUG=-all "WINEDLLOVERRIDES=mscoree=;mshtml=" "$@"
' wine.sh "$@"
