/** What a person types, or does, to open a WebDAV server as a folder on this kind of system. */
export function mountLine(url: string, user: string, platform: NodeJS.Platform): string {
	const dav = url.replace(/^http/, "dav").replace("://", `://${user}@`);
	switch (platform) {
		case "darwin":
			return `mkdir -p ~/desk && mount_webdav -i ${url} ~/desk`;
		case "win32":
			return `net use * ${url} /user:${user} *`;
		default:
			return `gio mount ${dav}    or    sudo mount -t davfs ${url} /mnt`;
	}
}
