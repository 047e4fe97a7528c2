import { defineCommand, operand } from "../../src/command/index.ts";

/**
 * The scripts. Each asks `desk __complete` for the candidates (`WORD<tab>what it means`, or `:host` for a path of the host),
 * so that what they offer is always what the installed program takes.
 */
const SCRIPTS = {
	bash: `# desk completion for bash 3.2 and later. In ~/.bashrc:  source <(desk completion bash)
_desk() {
	local line special=''
	COMPREPLY=()
	while IFS= read -r line; do
		if [[ $line == :host ]]; then
			while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}")
			special=1
			break
		fi
		line=\${line%%$'\\t'*}
		COMPREPLY+=("$line")
		[[ $line == *[!A-Za-z0-9._-]* ]] && special=1
	done < <(desk __complete --line "\${COMP_LINE:0:COMP_POINT}" --breaks "$COMP_WORDBREAKS" 2>/dev/null)
	# Quotes what needs it, and shows the last name of a path only.
	[[ -n $special ]] && compopt -o filenames 2>/dev/null
	[[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == */ ]] && compopt -o nospace 2>/dev/null
	return 0
}
complete -F _desk desk
`,
	zsh: `#compdef desk
# desk completion for zsh. In ~/.zshrc, after compinit:  source <(desk completion zsh)
# Or as a file named _desk in a folder of $fpath.
_desk() {
	local line value
	local -a names shown folders
	for line in "\${(@f)$(desk __complete -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}"; do
		value=\${line%%$'\\t'*}
		if [[ $value == :host ]]; then
			_files
			return
		elif [[ $value == */ ]]; then
			folders+=("$value")
		elif [[ -n $value ]]; then
			names+=("$value")
			[[ $line == *$'\\t'* ]] && value+="  -- \${line#*$'\\t'}"
			shown+=("$value")
		fi
	done
	(( $#names )) && compadd -l -d shown -a names
	(( $#folders )) && compadd -S '' -a folders
	return 0
}
if [[ $funcstack[1] == _desk ]]; then
	_desk "$@"
else
	compdef _desk desk
fi
`,
	fish: `# desk completion for fish:  desk completion fish > ~/.config/fish/completions/desk.fish
function __desk_complete
	set -l words (commandline -opc) (string unescape -- (commandline -ct))
	# An empty last word is no word to fish.
	test (count $words) -eq (count (commandline -opc)); and set -a words ''
	set -l lines (desk __complete -- $words[2..] 2>/dev/null)
	if test "$lines[1]" = :host
		__fish_complete_path (commandline -ct)
	else
		printf '%s\\n' $lines
	end
end
complete -c desk -f -a '(__desk_complete)'
`,
} as const;

/** `desk completion`: scripts for shells. */
export const completion = defineCommand({
	name: "completion",
	summary: "Print a completion script for a shell",
	about:
		"Completes commands, options, their values, paths of the desk (ending in / for folders), settings, tags, notes and tasks; with descriptions in zsh and fish.",
	args: { shell: { ...operand("SHELL", "the shell"), choices: Object.keys(SCRIPTS) } },
	standalone: true,
	examples: [
		["source <(desk completion bash)", "in ~/.bashrc; the same with zsh in ~/.zshrc"],
		["desk completion fish > ~/.config/fish/completions/desk.fish", "once"],
	],
	async run(context, args) {
		await context.stdout.write(SCRIPTS[args.shell as keyof typeof SCRIPTS]);
	},
});
