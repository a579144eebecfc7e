#!/bin/bash
# One Kubernetes node in namespaces of its own: mounts, network, processes, cgroups. When its first process ends, the kernel
# ends everything in it, takes back mounts and network, and the machine is as before.
#
#   node.sh start CLUSTER ROOTFS   outside: joins a cgroup of its own, then starts the rest in new namespaces
#   node.sh inside CLUSTER ROOTFS  puts the root file system together and changes into it
#   node.sh init                   first process of the node: keeps the units running
set -euo pipefail

readonly groups=/sys/fs/cgroup

start() {
  local cluster=$1 line controllers path folder lines
  # Read as a whole first: the file changes with every group that this process joins.
  mapfile -t lines </proc/self/cgroup
  # Version 1 has one hierarchy per controller; in each, a group below our own, so that whoever limits us limits the node too.
  for line in "${lines[@]}"; do
    controllers=$(cut -d: -f2 <<<"$line")
    path=$(cut -d: -f3- <<<"$line")
    controllers=${controllers#name=}
    [ -n "$controllers" ] && [ -d "$groups/$controllers" ] || continue
    folder=$groups/$controllers${path%/}/$(basename "$cluster")
    mkdir -p "$folder"
    if [ "$controllers" = cpuset ]; then
      cat "$groups/cpuset${path%/}/cpuset.cpus" >"$folder/cpuset.cpus"
      cat "$groups/cpuset${path%/}/cpuset.mems" >"$folder/cpuset.mems"
    fi
    echo $$ >"$folder/cgroup.procs"
    echo "$folder"
  done >"$cluster/cgroups"
  exec unshare --mount --net --pid --uts --ipc --cgroup --fork --kill-child bash "$0" inside "$@"
}

inside() {
  local cluster=$1 rootfs=$2 root=$1/root name
  mount --make-rprivate /
  mkdir -p "$cluster"/{upper,work,root}
  mount -t overlay overlay -o "lowerdir=$rootfs,upperdir=$cluster/upper,workdir=$cluster/work" "$root"
  mount -t proc proc "$root/proc"
  mount -t sysfs sysfs "$root/sys"
  mount -t tmpfs -o mode=755 cgroups "$root$groups"
  while IFS=: read -r _ controllers _; do
    [ -n "$controllers" ] || continue
    name=${controllers#name=}
    mkdir "$root$groups/$name"
    if [ "$controllers" = "$name" ]; then
      mount -t cgroup -o "$controllers" cgroup "$root$groups/$name"
    else
      mount -t cgroup -o "none,$controllers" cgroup "$root$groups/$name"
    fi
  done </proc/self/cgroup
  devices "$root/dev"
  mount -t tmpfs -o mode=755 run "$root/run"
  mkdir -p "$root/run/vigie" "$cluster/node/var.log/vigie"
  for name in "$cluster"/node/*/; do
    name=$(basename "$name")
    # A dot stands for a slash: node/var.lib.kubelet is /var/lib/kubelet of the node.
    mkdir -p "$root/${name//./\/}"
    mount --bind "$cluster/node/$name" "$root/${name//./\/}"
  done
  tunables "$root"
  basename "$cluster" >/proc/sys/kernel/hostname
  cp "$0" "$root/run/vigie/node.sh"
  cd "$root"
  mkdir -p .old
  pivot_root . .old
  umount -l /.old
  # Volumes that a pod mounts must become visible to other pods, as on any node.
  mount --make-rshared /
  exec /bin/bash /run/vigie/node.sh init
}

devices() {
  mount -t tmpfs -o mode=755 dev "$1"
  mknod -m 666 "$1/null" c 1 3
  mknod -m 666 "$1/zero" c 1 5
  mknod -m 666 "$1/full" c 1 7
  mknod -m 666 "$1/random" c 1 8
  mknod -m 666 "$1/urandom" c 1 9
  mknod -m 600 "$1/kmsg" c 1 11
  mknod -m 666 "$1/tty" c 5 0
  mkdir "$1/pts" "$1/shm" "$1/mqueue"
  mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$1/pts"
  ln -s pts/ptmx "$1/ptmx"
  ln -s /proc/self/fd "$1/fd"
  mount -t tmpfs -o mode=1777 shm "$1/shm"
}

# The kubelet wants these kernel settings and would change them for the whole machine. It only writes what differs, so it is
# shown the values that it wants: https://github.com/kubernetes/kubernetes/blob/v1.34.3/pkg/kubelet/cm/container_manager_linux.go
tunables() {
  local folder=$1/run/vigie/tunables key value
  mkdir -p "$folder"
  while read -r key value; do
    echo "$value" >"$folder/${key//\//.}"
    mount --bind "$folder/${key//\//.}" "$1/proc/sys/$key"
  done <<'VALUES'
vm/overcommit_memory 1
vm/panic_on_oom 0
kernel/panic 10
kernel/panic_on_oops 1
kernel/keys/root_maxkeys 1000000
kernel/keys/root_maxbytes 25000000
VALUES
}

init() {
  export PATH=/opt/vigie/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
  ip link set lo up
  until ip link show eth0 >/dev/null 2>&1; do sleep 0.1; done
  bash /etc/vigie/network.sh
  local unit
  for unit in /etc/vigie/units/*; do supervise "$(basename "$unit")" & done
  # The first process of a namespace must also collect what others leave behind; bash does so while it waits.
  while :; do
    wait || true
    sleep 1
  done
}

# What systemd does on other nodes: whoever ends is started again.
supervise() {
  while :; do
    bash "/etc/vigie/units/$1" >>"/var/log/vigie/$1.log" 2>&1 &
    echo $! >"/run/vigie/$1.pid"
    wait $! || true
    echo "--- $1 ended, starting it again" >>"/var/log/vigie/$1.log"
    sleep 1
  done
}

"$@"
