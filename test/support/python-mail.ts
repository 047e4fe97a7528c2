/** Messages read by python3's `email`: an oracle for what is composed here. */
import { execFileSync } from "node:child_process";

/** What Python reads of messages: header names and decoded values, addresses, texts, attachments in base64. */
export interface SeenMail {
	headers: [string, string][];
	to: [string, string][];
	cc: [string, string][];
	defects: string[];
	parts: { type: string; name: string | null; disposition: string | null; text: string | null; bytes: string }[];
}

const PYTHON = `
import sys, json, base64, email, email.policy
def see(raw):
    m = email.message_from_bytes(raw, policy=email.policy.default)
    def people(key):
        return [[a.display_name, a.addr_spec] for h in m.get_all(key, []) for a in h.addresses]
    parts = []
    def walk(p):
        if p.is_multipart() and p.get_content_type() != 'message/rfc822':
            for c in p.iter_parts(): walk(c)
            return
        data = p.get_payload(0).as_bytes() if p.get_content_type() == 'message/rfc822' else p.get_payload(decode=True)
        parts.append(dict(type=p.get_content_type(), name=p.get_filename(), disposition=p.get_content_disposition(),
            text=p.get_content() if p.get_content_maintype() == 'text' else None, bytes=base64.b64encode(data or b'').decode()))
    walk(m)
    return dict(headers=[[k, str(v)] for k, v in m.items()], to=people('to'), cc=people('cc'), defects=[str(d) for d in m.defects], parts=parts)
print(json.dumps([see(base64.b64decode(r)) for r in json.load(sys.stdin)]))
`;
/** Whether there is one to ask; says so where there is none. */
export const hasPythonMail = (() => {
	try {
		return execFileSync("python3", ["-c", "import email"]).length === 0;
	} catch {
		console.warn("skipped: comparison with python3's email, which is not installed");
		return false;
	}
})();

/** Messages as Python reads them, in their order. */
export function seenByPython(...messages: Buffer[]): SeenMail[] {
	const input = JSON.stringify(messages.map((message) => message.toString("base64")));
	return JSON.parse(
		execFileSync("python3", ["-c", PYTHON], { input, maxBuffer: 1 << 28, encoding: "utf8" }),
	) as SeenMail[];
}
