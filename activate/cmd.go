package activate

import (
	"fmt"
	"strings"
	"unicode"
)

// cmdLine is the longest command line of cmd, in characters.
const cmdLine = 8191

// A cmdSession is the environment of a cmd while variables are changed in it.
type cmdSession struct {
	env   Lookup
	after map[string]string // what was changed; empty is not set
	order []string          // the names in after
}

func newCmdSession(env Lookup) *cmdSession {
	return &cmdSession{env: env, after: map[string]string{}}
}

// get returns a variable. One that is not set is empty: cmd knows no difference.
func (s *cmdSession) get(name string) string {
	if value, changed := s.after[name]; changed {
		return value
	}
	value, _ := s.env(name)
	return value
}

// look is the [Lookup] of the session as it is now.
func (s *cmdSession) look(name string) (value string, set bool) {
	value = s.get(name)
	return value, value != ""
}

func (s *cmdSession) set(name, value string) {
	if _, changed := s.after[name]; !changed {
		s.order = append(s.order, name)
	}
	s.after[name] = value
}

// undo does what deactivate.bat does.
func (s *cmdSession) undo() {
	restore := func(name string, always bool) {
		if old := s.get("_OLD_VIRTUAL_" + name); old != "" || always {
			s.set(name, old)
		}
		s.set("_OLD_VIRTUAL_"+name, "")
	}
	restore("PATH", s.get("_OLD_VIRTUAL_NO_PATH") != "")
	restore("PYTHONHOME", false)
	restore("PROMPT", s.get("_OLD_VIRTUAL_NO_PROMPT") != "")
	s.set("VIRTUAL_ENV", s.get("_OLD_VIRTUAL_ENV"))
	s.set("VIRTUAL_ENV_PROMPT", s.get("_OLD_VIRTUAL_ENV_PROMPT"))
	for _, name := range []string{"NO_PATH", "NO_PROMPT", "ENV", "ENV_PROMPT"} {
		s.set("_OLD_VIRTUAL_"+name, "")
	}
}

// active reports whether there is something to undo.
func (s *cmdSession) active() bool {
	return s.get("_OLD_VIRTUAL_PATH") != "" || s.get("_OLD_VIRTUAL_NO_PATH") != ""
}

// cmdCode returns what comes out of activate.bat.
func cmdCode(v Values, env Lookup) (string, error) {
	for _, value := range []string{v.Root, v.Bin, v.Prompt} {
		if strings.Contains(value, `"`) {
			return "", &InexpressibleError{Language: "cmd", Text: value, What: "a double quote"}
		}
	}
	s := newCmdSession(env)
	if s.active() {
		s.undo()
	}
	s.activate(v)
	return cmdLines(s)
}

// activate does what activate.bat does where nothing is active.
func (s *cmdSession) activate(v Values) {
	path := s.get("PATH")
	s.set("_OLD_VIRTUAL_PATH", path)
	if path == "" {
		s.set("_OLD_VIRTUAL_NO_PATH", "1")
	}
	s.set("_OLD_VIRTUAL_PYTHONHOME", s.get("PYTHONHOME"))
	s.set("_OLD_VIRTUAL_ENV", s.get("VIRTUAL_ENV"))
	s.set("_OLD_VIRTUAL_ENV_PROMPT", s.get("VIRTUAL_ENV_PROMPT"))
	if left, changed := withoutActive(path, v.Bin, v.PathSeparator, s.look); changed {
		path = left
	}
	if path != "" {
		path = v.PathSeparator + path
	}
	s.set("PATH", executables(v.Root, v.Bin)+path)
	s.set("PYTHONHOME", "")
	s.set("VIRTUAL_ENV", v.Root)
	s.set("VIRTUAL_ENV_PROMPT", v.Prompt)
	if s.get("VIRTUAL_ENV_DISABLE_PROMPT") != "" {
		return
	}
	prompt := s.get("PROMPT")
	s.set("_OLD_VIRTUAL_PROMPT", prompt)
	if prompt == "" {
		prompt = "$P$G"
		s.set("_OLD_VIRTUAL_NO_PROMPT", "1")
	}
	s.set("PROMPT", "("+strings.ReplaceAll(v.Prompt, "$", "$$")+") "+prompt)
}

func cmdLeaveCode(bin, separator string, env Lookup) (string, error) {
	s := newCmdSession(env)
	if !s.active() {
		return cmdAssign(Leaving(bin, separator, env))
	}
	s.undo()
	return cmdLines(s)
}

// cmdLines returns statements for those variables that are not what they were.
func cmdLines(s *cmdSession) (string, error) {
	var vars []Variable
	for _, name := range s.order {
		if before, _ := s.env(name); s.after[name] != before {
			vars = append(vars, Variable{Name: name, Value: s.after[name], Unset: s.after[name] == ""})
		}
	}
	return cmdAssign(vars)
}

// cmdAssign returns lines that cmd runs as what a variable of for stands for:
// nothing in it is taken for a mark but the last quote and, with
// delayed expansion, exclamation marks.
func cmdAssign(vars []Variable) (string, error) {
	var out strings.Builder
	for _, variable := range vars {
		if err := variable.refuse(); err != nil {
			return "", err
		}
		if err := refuse("cmd", variable.Value); err != nil {
			return "", err
		}
		for _, r := range variable.Value {
			if unicode.IsControl(r) {
				return "", &InexpressibleError{Language: "cmd", Text: variable.Value, What: fmt.Sprintf("the control character %U", r)}
			}
		}
		line := `set "` + variable.Name + "=" + variable.Value + `"`
		if len(line) > cmdLine {
			return "", &InexpressibleError{Language: "cmd", Text: variable.Name, What: fmt.Sprintf("a line of more than %d characters", cmdLine)}
		}
		out.WriteString(line + "\n")
	}
	return out.String(), nil
}
