// A provider that answers at once, so that what a call takes is ours. Prints its address.
import { createServer } from "node:http";

const chunk = (delta, finish_reason = null) => `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "m", choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
const usage = `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 20, completion_tokens: 20, total_tokens: 40 } })}\n\n`;
const answer = [...Array.from({ length: 20 }, (_, index) => chunk({ content: `word${index} ` })), chunk({}, "stop"), usage, "data: [DONE]\n\n"].join("");

const server = createServer((request, response) => {
	request.resume().on("end", () => response.writeHead(200, { "content-type": "text/event-stream" }).end(answer));
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/v1`));
