/** Whether an IP address is this machine's alone (RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3). */
export function isLoopback(address: string): boolean {
	return /^127(?:\.\d{1,3}){3}$/.test(address) || address === "::1";
}
