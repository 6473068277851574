# Are the real programs there that tests run against? A missing one ends the run; nothing is ever skipped.
. "$(dirname "$0")/apt.sh"
# Named apart from the programs: `command -v chromium` would find a function of that name.
has_chromium() {
    for name in "$CHROMIUM" chromium chromium-browser google-chrome; do
        [ -n "$name" ] && command -v "$name" >/dev/null && return 0
    done
    return 1
}
has_postgresql() {
    for folder in "$PGBIN" /usr/lib/postgresql/*/bin; do
        [ -x "$folder/initdb" ] && return 0
    done
    return 1
}
has_chromium || need "No Chromium was found." chromium
has_postgresql || need "No PostgreSQL was found." postgresql
# Only faster: without it the same tests run in the whole Chromium.
command -v chromium-headless-shell >/dev/null || want chromium-headless-shell
