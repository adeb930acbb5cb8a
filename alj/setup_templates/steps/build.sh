alj=${ALJ_CACHE:-$HOME/.cache/alj}/current/bin/alj
code=0
"$alj" build --workspace "$ALJ_WORKSPACE" --summary summary.md || code=$?
echo "$code" >exit-code
