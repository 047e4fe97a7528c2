import { expect, test } from "vitest";
import { htmlToMarkdown as md } from "./html.ts";

test.each([
	["<p>one<p>two", "one\n\ntwo"],
	["<div>a</div><div>b</div><div><br></div><div>c</div>", "a\nb\n\nc"],
	["a<br>b<br><br>c", "a\nb\n\nc"],
	["  a \n b\t<b> c </b>d ", "a b **c** d"],
	["<h1>Title</h1><h3>Sub <b>x</b></h3>text", "# Title\n\n### Sub x\n\ntext"],
	["<b></b><i> </i>x", "x"],
	["<em>a</em> <code>b()</code> <del>c</del>", "*a* `b()` ~~c~~"],
	['<a href="https://x.org/p?a=1&amp;b=2">text</a>', "[text](https://x.org/p?a=1&b=2)"],
	['<a href="https://x.org/">x.org</a> <a href="mailto:a@b.c">a@b.c</a>', "x.org a@b.c"],
	['<a href="https://evil.test/">https://bank.test/</a>', "[https://bank.test/](https://evil.test/)"],
	[
		'<a href="javascript:alert(1)">j</a> <a href="data:text/html,x">d</a> <a href="#top">t</a> <a href="cid:x">c</a>',
		"j d t c",
	],
	['<a href="https://x.org/a b(c)">[z]</a>', "[(z)](https://x.org/a%20b%28c%29)"],
	['<a href="//x.org/">a</a>', "[a](https://x.org/)"],
	['<a href="https://x.org"><img src="https://t/p.gif" alt=""></a>', ""],
	['<a href="https://x.org"><img src="https://t/p.gif" alt="Logo"></a>', "[Logo](https://x.org)"],
	['<img src="https://t/pixel.gif" width="1" height="1" alt="x">', ""],
	["<ul><li>a<li>b<ul><li>c</ul><li>d</ul>", "- a\n- b\n  - c\n- d"],
	["<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"],
	['<ol start="9"><li>a<li>b</ol>', "9. a\n10. b"],
	["<ul><li><p>a</p><p>b</p></li></ul>", "- a\n\n  b"],
	["<blockquote>a<br>b</blockquote>c", "> a\n> b\n\nc"],
	[
		'<div class="gmail_quote">On x wrote:<blockquote class="gmail_quote">a<blockquote>b</blockquote></blockquote></div>',
		"On x wrote:\n\n> a\n>\n> > b",
	],
	['<blockquote style="margin:0 0 0 40px;border:none;padding:0">indented</blockquote>', "indented"],
	["<table><tr><th>A<th>B<tr><td>1<td>2</table>", "| A | B |\n| --- | --- |\n| 1 | 2 |"],
	[
		"<table><tr><td>Item</td><td>Price</td></tr><tr><td>Tea | milk</td><td>3</td></tr></table>",
		"| Item | Price |\n| --- | --- |\n| Tea \\| milk | 3 |",
	],
	["<table><tr><td>only layout</td></tr></table>", "only layout"],
	["<table><tr><td><table><tr><td>a</td></tr></table></td><td>b</td></tr></table>", "a  b"],
	['<table role="presentation"><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>', "a  b\nc  d"],
	["<table><tr><th colspan=2>T<tr><td>1<td>2<tr><td>3<td>4</table>", "| T |  |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |"],
	["<pre>  a\n    b</pre>", "a\n    b"],
	["x<pre>  a\n    b\n</pre>y", "x\n\n  a\n    b\n\ny"],
	["a<hr>b", "a\n\n---\n\nb"],
	["<style>p{}</style><script>alert('</p>')</script><title>t</title>x<!-- c --><!--[if mso]>m<![endif]-->y", "xy"],
	["<head><meta><title>t</title></head><body>x", "x"],
	['<div style="display:none;max-height:0">preheader</div>x', "x"],
	['<span style="display: none !important">p</span><p hidden>h</p>x', "x"],
	['<div style="display:none">all is hidden</div>', "all is hidden"],
	[
		"&lt;b&gt; &amp;amp; &eacute; &#233; &#xe9; &#150; &nbsp;x &copy 1 &unknown; &",
		"<b> &amp; é é é – x © 1 &unknown; &",
	],
	["a &zwnj;&nbsp;&zwnj;&nbsp;&#847; &shy;b", "a b"],
	["a < b > c", "a < b > c"],
	["<p title='a>b'>x</p><p class=\"a>y</p>", "x\n\ny"],
	["<q>x</q>", "“x”"],
	["a\u001b[31m&#27;\u202eb", "a^[[31m\ufffd\\u202eb"],
	["<dl><dt>a<dd>b</dl>", "a\nb"],
	["<o:p>&nbsp;</o:p><font size=2>x</font><center>y</center>", "x\ny"],
	["</p>x</div></td></b>", "x"],
	["<svg><text>s</text></svg><noscript>n</noscript>x", "x"],
	["<textarea>a <b>b</b></textarea>", "a <b>b</b>"],
	["", ""],
	["plain", "plain"],
])("%s", (html, expected) => {
	expect(md(html)).toBe(expected);
});

test("fifty megabytes and a hundred thousand levels are bounded", () => {
	const started = process.cpuUsage().user;
	md("<div>".repeat(100_000));
	md("<table><tr><td>".repeat(100_000));
	expect(md("<p>text</p>".repeat(5_000_000)).length).toBeLessThan(2 * 1024 * 1024);
	expect((process.cpuUsage().user - started) / 1000).toBeLessThan(10_000);
});
