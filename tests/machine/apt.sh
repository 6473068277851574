# need PROGRAM-IS-MISSING-SENTENCE PACKAGE…: as root install Debian packages, otherwise print the exact line and fail.
need() {
    sentence=$1; shift
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "$sentence Installing $* from Debian's packages."
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@"; } </dev/null >/dev/null \
            && return 0
        echo "That did not work." >&2
    fi
    echo "$sentence Run this, then try again:" >&2
    echo "    sudo apt-get install -y $*" >&2
    exit 1
}

# want PACKAGE: as root install a Debian package that helps; go on without it.
want() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 0
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1"; } </dev/null >/dev/null 2>&1 \
        || echo "No $1 here; the browser tests take longer."
}
