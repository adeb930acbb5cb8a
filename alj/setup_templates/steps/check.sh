# What it would tell on standard error names files, which may be called after somebody: the build tells the rest.
alj=${ALJ_CACHE:-$HOME/.cache/alj}/current/bin/alj
mapfile -d '' -t workbooks < <(
  find "$ALJ_WORKSPACE/inbox" -mindepth 1 -maxdepth 2 -type f ! -name '.*' ! -name '~*' -print0
)
code=0
if [ "${#workbooks[@]}" -gt 0 ]; then
  "$alj" check --workspace "$ALJ_WORKSPACE" <{ reports }> "${workbooks[@]}" 2>/dev/null || code=$?
fi
if [ "$code" -gt 1 ]; then echo "The check could not go on: it ended with $code." >&2; fi
