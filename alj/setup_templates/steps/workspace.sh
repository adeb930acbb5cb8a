: "${ALJ_WORKSPACE:?this variable has to name the folder of the workspace}"
case "$(realpath "$ALJ_WORKSPACE")/" in
  "$(realpath .)"/*)
    echo "The workspace lies in the checkout: it has to lie elsewhere." >&2
    exit 3
    ;;
esac
if [ ! -f "$ALJ_WORKSPACE/alj.toml" ]; then
  echo "ALJ_WORKSPACE names no workspace." >&2
  exit 3
fi
rm -f summary.md check.md problems.xml exit-code
