#!/bin/sh
# Renews css/, js/, fonts/, img/icon-* and the accessibility checker from their published packages.
# Needs node 20+ with npm, and python3 with fonttools and brotli. The product itself needs neither to build nor to run.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund \
  govuk-frontend@6 @ministryofjustice/frontend@11 @fontsource/be-vietnam-pro@5 axe-core@4 \
  sass@1 postcss@8 lightningcss@1 esbuild@0.28

cp "$here"/src/*.scss "$here"/src/build.mjs .
mkdir -p "$here/css" "$here/js" "$here/fonts" "$here/img" "$here/licences"
node build.mjs "$here/css"
for name in motcua desk checklist; do
  npx esbuild "$here/src/$name.js" --minify --charset=utf8 --log-level=error >"$here/js/$name.js"
done
python3 "$here/src/fonts.py" node_modules/@fontsource/be-vietnam-pro/files "$here/fonts"
for icon in close-cross-black progress-tick tag-remove-cross-white tag-remove-cross toggle-plus-minus; do
  cp "node_modules/@ministryofjustice/frontend/moj/assets/images/icon-$icon.svg" "$here/img/"
done
cp node_modules/@fontsource/be-vietnam-pro/LICENSE "$here/licences/be-vietnam-pro-OFL.txt"
checker="$here/../app/tests/assets"
mkdir -p "$checker"
cp node_modules/axe-core/axe.min.js "$checker/axe.min.js"
cp node_modules/axe-core/LICENSE "$checker/axe-core-LICENSE.txt"
