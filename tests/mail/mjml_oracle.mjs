// What npm's mjml says is wrong with each source: reads {name: source} as JSON from stdin, writes {name: [message, ...]}.
// node mjml_oracle.mjs NODE_MODULES
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const mjml2html = createRequire(`${process.argv[2]}/`)("mjml");
const cases = JSON.parse(readFileSync(0, "utf8"));
const found = {};
for (const [name, source] of Object.entries(cases)) {
  try {
    const { errors } = await mjml2html(source, { fonts: {}, validationLevel: "soft" });
    found[name] = errors.map((error) => error.message);
  } catch (error) {
    found[name] = [String(error.message)];
  }
}
console.log(JSON.stringify(found));
