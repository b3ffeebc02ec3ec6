// Compiles one MJML file again and again in one process; prints milliseconds and the size of the HTML as JSON.
// node compile.mjs NODE_MODULES FILE REPETITIONS
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { performance } from "node:perf_hooks";

const [modules, file, repetitions] = process.argv.slice(2);
const mjml2html = createRequire(`${modules}/`)("mjml");
const source = readFileSync(file, "utf8");
const milliseconds = [];
let html = "";
for (let run = -3; run < Number(repetitions); run += 1) {
  const started = performance.now();
  ({ html } = await mjml2html(source, { fonts: {} }));
  if (run >= 0) milliseconds.push(performance.now() - started);
}
console.log(JSON.stringify({ milliseconds, bytes: Buffer.byteLength(html) }));
