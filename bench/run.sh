# Run the named bench modules one after another; 1 when one of them failed.
for name in "$@"; do
    .venv/bin/python -m "bench.$name" || failed=1
done
exit ${failed:-0}
