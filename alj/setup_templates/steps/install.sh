# One environment for each lock and Python, kept from run to run; those of other locks go.
cache=${ALJ_CACHE:-$HOME/.cache/alj}
environment=$cache/lock-$(cat requirements.lock <(python3 -VV) | sha256sum | cut -c 1-16)
if [ ! -e "$environment/ready" ]; then
  rm -rf "$cache"/lock-*
  python3 -m venv "$environment"
  "$environment/bin/python" -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements.lock
  touch "$environment/ready"
fi
"$environment/bin/python" -m pip --disable-pip-version-check --quiet install \
  --no-deps --no-build-isolation --force-reinstall .
ln -sfn "$environment" "$cache/current"
