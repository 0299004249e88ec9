// What a program shares: the job, the control API, an ear for notifications, the report.
const http = require('node:http');
const assert = require('node:assert/strict');

/** The job the suite wrote to standard input. */
async function read() {
  let text = '';
  for await (const part of process.stdin) text += part;
  return JSON.parse(text);
}

/** A call of the control API: what the person with the phone, or at the console, does. */
async function control(job, method, path, body) {
  const reply = await fetch(`${job.url}/control${path}`, {
    method, body: body && JSON.stringify(body), headers: { 'Content-Type': 'application/json' },
  });
  const text = await reply.text();
  assert.ok(reply.ok, `control ${path}: ${reply.status} ${text}`);
  return text ? JSON.parse(text) : null;
}

/** Where the merchant hears notifications, in the order of arrival. */
class Ear {
  heard = [];

  async open() {
    this.server = http.createServer((request, response) => {
      let body = '';
      request.on('data', (part) => { body += part; });
      request.on('end', () => {
        this.heard.push({ headers: request.headers, body });
        response.writeHead(204).end();
      });
    });
    await new Promise((done) => { this.server.listen(0, '127.0.0.1', done); });
    this.url = `http://127.0.0.1:${this.server.address().port}/notify`;
    return this;
  }

  /** Take the oldest message; fails when none comes. */
  async next(seconds = 8) {
    const until = Date.now() + seconds * 1000;
    while (!this.heard.length && Date.now() < until) await new Promise((done) => { setTimeout(done, 10); });
    assert.ok(this.heard.length, 'no notification came');
    return this.heard.shift();
  }
}

/** Do one flow after the other; each prints {flow, ok, detail}. */
async function run(flows) {
  for (const [flow, act] of flows) {
    let report;
    try {
      report = { flow, ok: true, detail: (await act()) || '' };
    } catch (error) {
      report = { flow, ok: false, detail: `${error.name}: ${error.message} ${JSON.stringify(error.response?.data ?? '')}` };
    }
    process.stdout.write(`${JSON.stringify(report)}\n`);
  }
}

module.exports = { read, control, Ear, run };
