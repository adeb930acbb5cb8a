# Whatever the build came to: what stands is then the last good one, and the status says that this one failed.
alj=${ALJ_CACHE:-$HOME/.cache/alj}/current/bin/alj
"$alj" deploy --workspace "$ALJ_WORKSPACE"
