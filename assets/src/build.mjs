// Compiles the two sheets and shrinks them: sass, then rules nobody here can meet are dropped, then minified.
// Run by renew.sh in a scratch folder that holds node_modules and this folder's sources.
import { writeFileSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import * as sass from "sass";
import postcss from "postcss";
import { transform } from "lightningcss";

const [out] = process.argv.slice(2);
const everywhere = [
  /govuk-!-(padding|static-(margin|padding))/, /govuk-!-display-(inline|none)$/, /govuk-(header|footer|cookie-banner|exit-this-page|service-navigation|generic-header|language-navigation|feedback)/,
  /govuk-template--rebranded/, /govuk-drop-zone|govuk-file-upload-button/, /govuk-frontend-supported .*(tabs|accordion)/, /govuk-(accordion|tabs)(__|\b)/, /govuk-button--inverse/,
  /govuk-body-lead/, /govuk-(tag|link)--(magenta|teal)/, /moj-(header|primary-navigation|cookie|probation|datepicker)/, /moj-timeline__document/, /moj-button-menu/,
];
const publicOnly = [
  /govuk-!-margin-(left|right)-/, /govuk-!-margin-(top|bottom)-[789]/, /govuk-!-text-align/, /govuk-!-font-size-(80|48|36|27)/, /govuk-!-width-(one|two|three)/, /govuk-link--inverse/, /govuk-(checkboxes|radios)__conditional.*--never/,
  /govuk-pagination--block/, /govuk-phase-banner/, /govuk-table--small/, /govuk-heading-.*80/, /govuk-list--spaced .*\.never/, /govuk-section-break--visible.never/,
];

function prune(css, drops) {
  const root = postcss.parse(css);
  root.walkRules((rule) => {
    if (rule.parent.type === "atrule" && rule.parent.name.endsWith("keyframes")) return;
    rule.selectors = rule.selectors.filter((s) => !drops.some((d) => d.test(s)));
    if (rule.selectors.length === 1 && rule.selectors[0] === "") rule.remove();
  });
  root.walkDecls((d) => {
    // The face is said once, on body; parts inherit it.
    if (d.prop === "font-family" && d.value !== "inherit" && !/mc-|^(body|@font-face)/.test(d.parent.selector ?? "@font-face")) return d.remove();
    if (/^-ms-|font-smoothing/.test(d.prop)) return d.remove();
    d.value = d.value.replace(/var\((--govuk-[a-z-]+),\s*[^()]+\)/g, "var($1)");
  });
  root.walkRules((r) => { if (r.nodes.length === 0) r.remove(); });
  for (let i = 0; i < 2; i++) root.walkAtRules((a) => { if (a.nodes && a.nodes.length === 0) a.remove(); });
  return root.toString();
}

for (const [name, drops] of [["public", [...everywhere, ...publicOnly]], ["staff", everywhere]]) {
  const compiled = sass.compile(`${name}.scss`, { loadPaths: ["."], quietDeps: true, logger: sass.Logger.silent });
  const { code } = transform({
    filename: `${name}.css`, minify: true, code: Buffer.from(prune(compiled.css, drops)),
    targets: { chrome: 80 << 16, firefox: 78 << 16, safari: 14 << 16 },
  });
  writeFileSync(`${out}/${name}.css`, code);
  console.log(name, code.length, "bytes,", gzipSync(readFileSync(`${out}/${name}.css`), { level: 9 }).length, "gzipped");
}
