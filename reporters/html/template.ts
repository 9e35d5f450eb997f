/**
 * The page of the HTML report, in Handlebars with escaping on.
 * INVARIANT: no triple braces but for the style and the inline JSON, which html.ts makes; links only where `link` is set.
 */
export const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{{styleHash}}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Probity: {{gate.status}}</title>
<style>{{{style}}}</style>
<script type="application/json" id="probity">{{{json}}}</script>
</head>
<body>
<a class="skip" href="#main">Skip to the findings</a>
<header>
<p class="brand">Probity</p>
<h1>Gate <strong class="gate {{gate.class}}">{{gate.status}}</strong> <span class="dim">exit code {{gate.exitCode}}</span></h1>
<ul class="reasons">{{#each gate.reasons}}<li><span class="tag {{class}}">{{label}}</span> {{text}}</li>{{/each}}</ul>
<dl class="facts">{{#each facts}}<div><dt>{{name}}</dt><dd>{{value}}</dd></div>{{/each}}</dl>
</header>
<nav aria-label="Sections"><ul>{{#each sections}}<li><a href="#{{id}}">{{title}}{{#if count}} <span class="count">{{count}}</span>{{/if}}</a></li>{{/each}}</ul></nav>
<main id="main" tabindex="-1">
<section id="verdicts" aria-labelledby="verdicts-title"><h2 id="verdicts-title">Verdicts</h2>
<ul class="tiles">{{#each verdicts}}<li class="tile {{name}}{{#unless count}} none{{/unless}}"><span class="number">{{count}}</span> {{name}}</li>{{/each}}</ul>
<p class="dim">One verdict for each policy and resource. Only <em>pass</em> is good news: unknown and error were not shown to be right, waived is a failure that someone accepted, and not-applicable was not judged.</p>
</section>
{{#if changed}}<section id="changed" aria-labelledby="changed-title"><h2 id="changed-title">Differs from what is trusted</h2>
<ul class="plain">{{#each changed}}<li>{{this}}</li>{{/each}}</ul>
</section>
{{/if}}<section id="not-checked" aria-labelledby="not-checked-title"><h2 id="not-checked-title">Not checked</h2>
{{#if notChecked}}<ul class="plain">{{#each notChecked}}<li><code>{{what}}</code> {{reason}}</li>{{/each}}</ul>{{else}}<p>Nothing was left out.</p>{{/if}}
</section>
{{#each findingGroups}}
<section id="{{id}}" aria-labelledby="{{id}}-title"><h2 id="{{id}}-title">{{title}} <span class="count">{{count}}</span></h2>
{{#if findings}}{{#each findings}}<article class="finding {{severity}}">
<h3><span class="tag {{severity}}">{{severity}}</span> {{message}}</h3>
<p><code>{{resource}}</code> <span class="dim">{{type}}</span></p>
<dl class="facts"><div><dt>Policy</dt><dd>{{#if link}}<a href="{{link}}" rel="noreferrer noopener">{{policy}}</a>{{else}}{{policy}}{{/if}}</dd></div>
<div><dt>Place</dt><dd><code>{{place}}</code></dd></div>
{{#if path}}<div><dt>Path</dt><dd><code>{{path}}</code></dd></div>{{/if}}
{{#if modules}}<div><dt>Modules</dt><dd><code>{{modules}}</code></dd></div>{{/if}}
{{#if waived}}<div><dt>Waived</dt><dd>{{waived}}</dd></div>{{/if}}</dl>
<details><summary>{{title}}</summary>{{#if description}}<p>{{description}}</p>{{/if}}{{#if fix}}<p><strong>Fix:</strong> {{fix}}</p>{{/if}}{{#each snippets}}<p class="dim">{{name}}</p><pre>{{text}}</pre>{{/each}}<p class="dim">Fingerprint <code>{{fingerprint}}</code></p></details>
</article>{{/each}}{{else}}<p>None.</p>{{/if}}
{{#if more}}<p class="dim">and {{more}} more, in the JSON and CSV reports.</p>{{/if}}
</section>
{{/each}}
{{#each openGroups}}
<section id="{{id}}" aria-labelledby="{{id}}-title"><h2 id="{{id}}-title">{{title}} <span class="count">{{count}}</span></h2>
{{#if rows}}<div class="scroll" role="region" aria-labelledby="{{id}}-title" tabindex="0"><table><thead><tr><th scope="col">Severity</th><th scope="col">Resource</th><th scope="col">Policy</th><th scope="col">Why</th></tr></thead><tbody>
{{#each rows}}<tr><td><span class="tag {{severity}}">{{severity}}</span></td><td><code>{{resource}}</code></td><td>{{policy}}</td><td>{{why}}</td></tr>
{{/each}}</tbody></table></div>{{else}}<p>None.</p>{{/if}}
{{#if more}}<p class="dim">and {{more}} more, in the JSON and CSV reports.</p>{{/if}}
</section>
{{/each}}
{{#each frameworks}}
<section id="{{id}}" aria-labelledby="{{id}}-title"><h2 id="{{id}}-title">Controls: {{title}}</h2>
<p>{{#each counts}}<span class="tag {{status}}">{{count}} {{status}}</span> {{/each}}</p>
<p class="dim">Configuration supports a control or does not; whether the control is met is for an auditor to say, with the other evidence named here.</p>
<div class="scroll" role="region" aria-labelledby="{{id}}-title" tabindex="0"><table><thead><tr><th scope="col">Control</th><th scope="col">Title</th><th scope="col">Status</th><th scope="col">Shown by configuration</th><th scope="col">Results</th><th scope="col">Why, and what else is needed</th></tr></thead><tbody>
{{#each controls}}<tr><th scope="row">{{id}}</th><td>{{title}}</td><td><span class="tag {{status}}">{{status}}</span></td><td>{{strength}}</td><td>{{results}}</td><td>{{note}}{{#if policies}}<details><summary>{{policyCount}}</summary><ul>{{#each policies}}<li>{{this}}</li>{{/each}}</ul></details>{{/if}}</td></tr>
{{/each}}</tbody></table></div></section>
{{/each}}
<section id="waivers" aria-labelledby="waivers-title"><h2 id="waivers-title">Waivers</h2>
{{#if waivers}}<div class="scroll" role="region" aria-labelledby="waivers-title" tabindex="0"><table><thead><tr><th scope="col">State</th><th scope="col">Policy</th><th scope="col">For</th><th scope="col">Reason</th><th scope="col">Owner</th><th scope="col">Approver (as claimed)</th><th scope="col">Created</th><th scope="col">Expires</th><th scope="col">Ticket</th></tr></thead><tbody>
{{#each waivers}}<tr><td><span class="tag {{state}}">{{state}}</span></td><td>{{policy}}</td><td><code>{{target}}</code></td><td>{{reason}}{{#if compensatingControl}} <span class="dim">Instead: {{compensatingControl}}</span>{{/if}}</td><td>{{owner}}</td><td>{{approver}}</td><td>{{created}}</td><td>{{expires}}</td><td>{{#if link}}<a href="{{link}}" rel="noreferrer noopener">{{ticket}}</a>{{else}}{{ticket}}{{/if}}</td></tr>
{{/each}}</tbody></table></div>{{else}}<p>No waivers.</p>{{/if}}
</section>
<section id="policies" aria-labelledby="policies-title"><h2 id="policies-title">Policies</h2>
<div class="scroll" role="region" aria-labelledby="policies-title" tabindex="0"><table><thead><tr><th scope="col">Policy</th><th scope="col">Title</th><th scope="col">Severity</th>{{#each verdictNames}}<th scope="col" class="number">{{this}}</th>{{/each}}</tr></thead><tbody>
{{#each policies}}<tr><th scope="row">{{id}}</th><td>{{title}}</td><td><span class="tag {{severity}}">{{severity}}</span></td>{{#each counts}}<td class="number">{{this}}</td>{{/each}}</tr>
{{/each}}</tbody></table></div></section>
<section id="population" aria-labelledby="population-title"><h2 id="population-title">Population</h2>
<div class="scroll" role="region" aria-label="Documents" tabindex="0"><table><caption>Documents</caption><thead><tr><th scope="col">Path</th><th scope="col">Kind</th><th scope="col">SHA-256</th></tr></thead><tbody>
{{#each documents}}<tr><td><code>{{path}}</code></td><td>{{kind}}</td><td><code>{{digest}}</code></td></tr>
{{/each}}</tbody></table></div>
<div class="scroll" role="region" aria-label="Resources by type" tabindex="0"><table><caption>Resources by type</caption><thead><tr><th scope="col">Type</th><th scope="col" class="number">Resources</th><th scope="col" class="number">Judged</th></tr></thead><tbody>
{{#each types}}<tr><th scope="row">{{type}}</th><td class="number">{{count}}</td><td class="number">{{judged}}</td></tr>
{{/each}}</tbody></table></div>
{{#if coverage}}<div class="scroll" role="region" aria-label="Coverage of the scan" tabindex="0"><table><caption>Coverage of the scan</caption><thead><tr><th scope="col">Account</th><th scope="col">Region</th><th scope="col">Type</th><th scope="col" class="number">Expected</th><th scope="col" class="number">Seen</th><th scope="col" class="number">Failed</th><th scope="col">Complete</th></tr></thead><tbody>
{{#each coverage}}<tr><td>{{account}}</td><td>{{region}}</td><td>{{type}}</td><td class="number">{{expected}}</td><td class="number">{{seen}}</td><td class="number">{{failed}}</td><td>{{complete}}</td></tr>
{{/each}}</tbody></table></div>{{/if}}
</section>
<section id="notices" aria-labelledby="notices-title"><h2 id="notices-title">Notices and errors</h2>
{{#if notices}}<ul class="plain">{{#each notices}}<li><span class="tag {{severity}}">{{severity}}</span> {{#if place}}<code>{{place}}</code> {{/if}}{{message}}{{#if hint}} <span class="dim">{{hint}}</span>{{/if}}</li>{{/each}}</ul>{{else}}<p>None.</p>{{/if}}
</section>
</main>
</body>
</html>
`;
