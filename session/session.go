// Package session says how a shell is started in which an environment is active
// from its first prompt on. It promises that the shell reads the start-up files of
// its user as it would without us, that the environment is activated after them,
// and that no script of the environment and nothing taken from a name is executed.
// It is pure: it neither reads nor writes files, and starts nothing.
package session

import (
	"slices"
	"strings"

	"github.com/pyenvkit/pyenvkit/activate"
)

// A Session is what makes a sub-shell one of an environment.
//
// The caller sets the variables of [activate.Variables] in the process of the
// shell too. They alone make the environment active where a shell reads no
// start-up file, because its standard input is no terminal, and where a start-up
// file of the user goes on to another shell.
type Session struct {
	// Args are the arguments after the shell's name. They hold no value of the
	// environment.
	Args []string
	// Variables are those of the shell's process, besides those of activation. The
	// shell has taken those of ours away when its user sees the prompt.
	Variables []activate.Variable
	// Files are start-up files of ours: they have to be there, with this content,
	// when the shell starts.
	Files []File
	// Terminal says that all this is for a shell whose standard input and standard
	// error are a terminal. Where they are none, that shell reads no start-up file:
	// it is to be started without.
	Terminal bool
}

// A File is a start-up file: its path relative to the directory given to [New],
// separated by slashes, and its content, which is the same for all environments.
type File struct{ Name, Content string }

// names are those of all files that sessions have, by starters.
var names = []string{"bashrc", "yashrc", "shrc", "zsh/.zshenv", "csh/.cshrc", "xonsh/session.xsh"}

// IsOurs reports whether a file with that name ([File]) and content is one that a
// session of this program, also of another version of it, has asked for.
func IsOurs(name, content string) bool {
	return slices.Contains(names, name) && strings.Contains(content, "_PYENVKIT_")
}

// Temporary is what the name of a directory for [New] begins with that is there for
// this one session: the shell removes it when it has read its files.
const Temporary = "pyenvkit-shell-"

// A starter adds to a session what one kind of shell needs.
type starter struct {
	names string // separated by blanks
	start func(s *Session, r request) error
}

// A request is what a session is made for.
type request struct {
	shell  string
	values activate.Values
	dir    string
	env    activate.Lookup
}

var starters = []starter{
	{"bash", startBash},
	{"zsh", startZsh},
	{"sh dash ash ksh ksh93 mksh lksh", startSh},
	{"yash", startYash},
	{"fish", startFish},
	{"csh tcsh", startCsh},
	{"nu", startNu},
	{"xonsh", startXonsh},
	{"pwsh powershell", startPowerShell},
	{"cmd", startCmd},
}

// New returns the session of a shell, by a name that [activate.Shells] has. Dir is
// an absolute path in the style of the platform, of the directory for Files. Env
// are the variables of the process that starts the shell.
//
// The error is an [*activate.UnknownShellError], or one of those of
// [activate.Code].
func New(shell string, v activate.Values, dir string, env activate.Lookup) (Session, error) {
	for _, candidate := range starters {
		for name := range strings.FieldsSeq(candidate.names) {
			if name == shell {
				var s Session
				err := candidate.start(&s, request{shell, v, dir, env})
				return s, err
			}
		}
	}
	return Session{}, &activate.UnknownShellError{Name: shell}
}
