# 1 says that an office must mend something; a fault of the program ends with 1 as well, and the status tells it.
alj=${ALJ_CACHE:-$HOME/.cache/alj}/current/bin/alj
code=$(cat exit-code)
if [ "$code" -gt 1 ]; then exit "$code"; fi
"$alj" status --check --workspace "$ALJ_WORKSPACE" || exit 3
