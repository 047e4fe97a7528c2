#!/bin/sh
# Copy the studio to the disk in the drawer, and prove that one file can be read back.
# Usage: backup.sh SOURCE DISK
set -eu

source=${1:?which folder}
disk=${2:?which disk}
today=$(date +%F)

if [ ! -e "$disk/THIS-IS-THE-BACKUP-DISK" ]; then
	echo "That is not the backup disk. (You once did this to the camera.)" >&2
	exit 1
fi

mkdir -p "$disk/$today"
cp -Rp "$source/." "$disk/$today/"

# A backup that has not been read is a hope.
probe=$(find "$source" -type f | sort | awk '{ f[NR] = $0 } END { srand(); print f[int(rand() * NR) + 1] }')
cmp "$probe" "$disk/$today/${probe#"$source"/}"
echo "ok: $today, read back ${probe#"$source"/}"
