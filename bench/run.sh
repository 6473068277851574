# Run the named bench modules one after another; one that does not exist yet says NOT RUN, as JSON.
kind=$1; shift
for name in "$@"; do
    if [ -f "bench/$name.py" ]; then
        .venv/bin/python -m "bench.$name" || failed=1
    else
        echo "{\"$kind\": \"$name\", \"state\": \"NOT RUN\", \"why\": \"bench/$name.py does not exist yet\"}"
    fi
done
exit ${failed:-0}
