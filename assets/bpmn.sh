#!/bin/sh
# Renews bpmn/ and js/diagram.js: the BPMN viewer and modeler with their styles and icon font, as published, licence beside them.
# Their licence asks that the bpmn.io mark stays in full sight on every drawing; nothing here touches it.
# Needs node 20+ with npm. The product itself needs neither to build nor to run.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund bpmn-js@18 esbuild@0.28
from=node_modules/bpmn-js/dist
mkdir -p "$here/bpmn/bpmn-font/css" "$here/bpmn/bpmn-font/font" "$here/licences"
for name in bpmn-modeler bpmn-navigated-viewer; do cp "$from/$name.production.min.js" "$here/bpmn/"; done
cp "$from/assets/diagram-js.css" "$from/assets/bpmn-js.css" "$here/bpmn/"
cp "$from/assets/bpmn-font/font/bpmn.woff2" "$here/bpmn/bpmn-font/font/"
# One format of the font is enough; the others are neither served nor asked for.
node -e '
const fs = require("fs");
const css = fs.readFileSync(process.argv[1], "utf8");
const face = "@font-face{font-family:\"bpmn\";src:url(\"../font/bpmn.woff2\") format(\"woff2\");font-weight:normal;font-style:normal}\n";
fs.writeFileSync(process.argv[2], "@charset \"utf-8\";\n" + face + css.slice(css.indexOf("[class^=")));
' "$from/assets/bpmn-font/css/bpmn.css" "$here/bpmn/bpmn-font/css/bpmn.css"
cp node_modules/bpmn-js/LICENSE "$here/licences/bpmn-js-LICENSE.txt"
npx esbuild "$here/src/diagram.js" --minify --charset=utf8 --log-level=error >"$here/js/diagram.js"
