package session

import (
	_ "embed"
	"strings"

	"github.com/pyenvkit/pyenvkit/activate"
)

// The start-up files, and the arguments of those shells that take code there.
var (
	//go:embed scripts/bashrc
	bashrc string
	//go:embed scripts/zshenv
	zshenv string
	//go:embed scripts/shrc
	shrc string
	//go:embed scripts/yashrc
	yashrc string
	//go:embed scripts/cshrc
	cshrc string
	//go:embed scripts/session.fish
	fishScript string
	//go:embed scripts/session.nu
	nuScript string
	//go:embed scripts/session.xsh
	xonshScript string
	//go:embed scripts/session.ps1
	powerShellScript string
)

// startBash has bash read our file in place of ~/.bashrc, which is where bash
// reads that of the system too. In its POSIX mode it is a sh.
func startBash(s *Session, r request) error {
	_, posix := r.env("POSIXLY_CORRECT")
	if options, _ := r.env("SHELLOPTS"); posix || strings.Contains(":"+options+":", ":posix:") {
		return startSh(s, r)
	}
	s.Terminal = true
	s.Args = []string{"--rcfile", r.file(s, "bashrc", bashrc)}
	return r.handOver(s)
}

// startYash is startBash for yash, which has a default in place of ~/.yashrc. In
// its POSIX mode it is a sh, and mostly called that.
func startYash(s *Session, r request) error {
	if _, posix := r.env("POSIXLY_CORRECT"); posix {
		return startSh(s, r)
	}
	s.Terminal = true
	s.Args = []string{"--rcfile=" + r.file(s, "yashrc", yashrc)}
	return r.handOver(s)
}

// startSh has ENV name our file. All shells but mksh expand what it holds, and so
// have a name with marks by reference.
func startSh(s *Session, r request) error {
	s.Terminal = true
	name := r.file(s, "shrc", shrc)
	if literal := r.shell == "mksh" || r.shell == "lksh"; !literal && strings.ContainsAny(name, "$`\\\"") {
		name = "${_PYENVKIT_DIR}/shrc"
		s.set("_PYENVKIT_DIR", r.dir)
	}
	r.replace(s, "ENV", name)
	return r.handOver(s)
}

// startZsh has zsh find our .zshenv, the one file of a user that each zsh reads.
// That of the system is read before: where it sets ZDOTDIR without looking, ours
// is not read.
func startZsh(s *Session, r request) error {
	r.replace(s, "ZDOTDIR", strings.TrimSuffix(r.file(s, "zsh/.zshenv", zshenv), "/.zshenv"))
	return r.handOver(s)
}

// startCsh has csh find our .cshrc, which tcsh reads too where there is no
// .tcshrc. That of the system is read before, with our HOME.
func startCsh(s *Session, r request) error {
	leave, err := activate.LeaveCode(r.shell, r.values.Bin, r.values.PathSeparator, r.env)
	if err != nil {
		return err
	}
	s.set("_PYENVKIT_LEAVE", leave)
	r.replace(s, "HOME", strings.TrimSuffix(r.file(s, "csh/.cshrc", cshrc), "/.cshrc"))
	return r.handOver(s)
}

func startFish(s *Session, r request) error {
	s.Args = []string{"--init-command", fishScript}
	return r.handOver(s)
}

// startNu hands over what [activate.Code] has for nushell: no code, but values.
func startNu(s *Session, r request) error {
	s.Terminal = true
	s.Args = []string{"--execute", nuScript}
	code, err := activate.Code(r.shell, r.values, r.env)
	s.set("_PYENVKIT_CODE", code)
	return err
}

// startXonsh has xonsh find our file in the only directory of XONSHRC_DIR, the
// files of which are read behind those of XONSHRC.
func startXonsh(s *Session, r request) error {
	s.Terminal = true
	r.replace(s, "XONSHRC_DIR", strings.TrimSuffix(r.file(s, "xonsh/session.xsh", xonshScript), "/session.xsh"))
	return r.handOver(s)
}

// startPowerShell gives the code as a command: as it is no script file, no
// execution policy applies to it.
func startPowerShell(s *Session, r request) error {
	s.Terminal = true
	// Git gives the file the line ends of Windows.
	s.Args = []string{"-NoExit", "-Command", strings.ReplaceAll(powerShellScript, "\r\n", "\n")}
	changes, err := activate.Variables(r.values, r.env)
	if err != nil {
		return err
	}
	for _, change := range changes {
		if change.Name == "PATH" {
			bin, _, _ := strings.Cut(change.Value, r.values.PathSeparator)
			s.set("_PYENVKIT_BIN", bin)
		}
	}
	return r.handOver(s)
}

// startCmd sets what activate.bat sets: cmd has no start-up file, but a command of
// the registry (AutoRun), which may put something before it on PATH.
func startCmd(s *Session, r request) error {
	code, err := activate.Code(r.shell, r.values, r.env)
	if err != nil {
		return err
	}
	for line := range strings.Lines(code) {
		assignment := strings.TrimSuffix(strings.TrimPrefix(strings.TrimRight(line, "\r\n"), `set "`), `"`)
		name, value, _ := strings.Cut(assignment, "=")
		s.Variables = append(s.Variables, activate.Variable{Name: name, Value: value, Unset: value == ""})
	}
	return nil
}

// set adds a variable to the shell's process.
func (s *Session) set(name, value string) {
	s.Variables = append(s.Variables, activate.Variable{Name: name, Value: value})
}

// file adds a start-up file, and returns its path.
func (r request) file(s *Session, name, content string) string {
	s.Files = append(s.Files, File{name, content})
	temporary := activate.Variable{Name: "_PYENVKIT_TEMPORARY", Value: r.dir}
	if last := r.dir[strings.LastIndexAny(r.dir, `/\`)+1:]; !strings.HasPrefix(last, Temporary) {
		temporary = activate.Variable{Name: "_PYENVKIT_TEMPORARY", Unset: true}
	}
	s.Variables = append(s.Variables, temporary)
	return strings.TrimRight(r.dir, `/\`) + "/" + name
}

// replace gives a variable of the user another value, and hands the user's own
// over beside it, if it is set.
func (r request) replace(s *Session, name, value string) {
	s.set(name, value)
	own := activate.Variable{Name: "_PYENVKIT_" + name}
	if old, set := r.env(name); set {
		own.Value = old
	} else {
		own.Unset = true
	}
	s.Variables = append(s.Variables, own)
}

// handOver gives the shell the code that activates the environment. What the
// process was given for a shell without start-up files is taken back first, or
// "deactivate" would restore it. If a file of the user activates an
// environment, leaving that comes before leaving what the process was given.
func (r request) handOver(s *Session) error {
	leave, err := activate.LeaveCode(r.shell, r.values.Bin, r.values.PathSeparator, r.env)
	if err != nil {
		return err
	}
	restore := ""
	if home, set := r.env("PYTHONHOME"); set {
		if restore, err = activate.Assign(r.shell, []activate.Variable{{Name: "PYTHONHOME", Value: home}}); err != nil {
			return err
		}
	}
	code, err := activate.Code(r.shell, r.values, r.env)
	if err != nil {
		return err
	}
	s.set("_PYENVKIT_CODE", leave+leave+restore+code)
	return nil
}
