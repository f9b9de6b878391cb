import { readFileSync } from 'node:fs'
import { pagePolicy, type PageFile } from '../lib/page-files.ts'

/** What the page may load and do, so that the key that somebody types goes nowhere but into the header. */
export const DELIVERIES_POLICY = pagePolicy()

// The texts are those of the script, which knows the language of the browser.
const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Plenary: webhooks</title>
<link rel="stylesheet" href="webhooks/page.css">
<script type="module" src="webhooks/page.mjs"></script>
<main>
<h1 data-text="title">Webhooks</h1>
<noscript><p>This page needs JavaScript. The same is in the API: GET /api/v1/webhooks/deliveries.</p></noscript>
<form id="key-form" method="post" hidden>
<p><label><span data-text="key"></span>
<input id="key" type="password" autocomplete="off" spellcheck="false" required maxlength="256"></label>
<button data-text="useKey"></button></p>
<p data-text="keyHelp"></p>
</form>
<form id="filter" method="post" hidden>
<label><span data-text="receiver"></span> <input id="receiver" maxlength="300" spellcheck="false"></label>
<label><span data-text="state"></span> <select id="state">
<option value="" data-text="all"></option>
<option value="waiting" data-text="waiting"></option>
<option value="delivered" data-text="delivered"></option>
<option value="failed" data-text="failed"></option>
</select></label>
<button data-text="show"></button>
<button id="forget" type="button" data-text="forgetKey"></button>
</form>
<p id="status" role="status"></p>
<div class="wide"><table id="deliveries" hidden>
<thead><tr><th data-text="happenedAt"></th><th data-text="event"></th><th data-text="room"></th>
<th data-text="receiver"></th><th data-text="state"></th><th data-text="attempts"></th><th data-text="answer"></th>
<th data-text="nextAttempt"></th><th></th></tr></thead>
<tbody></tbody></table></div>
<p><button id="older" type="button" data-text="older" hidden></button></p>
<section id="message" hidden><h2 data-text="message"></h2><pre tabindex="0"></pre></section>
</main>
</html>
`

/** The page on which operators see what receivers of webhooks were sent, and send it again. It holds no secret. */
export function deliveriesPage(): PageFile[] {
  const beside = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')
  return [
    { path: '/webhooks', type: 'text/html; charset=utf-8', body: PAGE },
    {
      path: '/webhooks/page.mjs',
      type: 'text/javascript; charset=utf-8',
      body: beside('deliveries-page.mjs'),
    },
    { path: '/webhooks/page.css', type: 'text/css; charset=utf-8', body: beside('deliveries-page.css') },
  ]
}
