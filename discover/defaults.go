package discover

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"github.com/pyenvkit/pyenvkit/interp"
)

// launcherDefault returns what the user has told the launchers of Windows to
// take: a tag ("3.12", "3.12-32", "PythonCore/3.12"), and what says so. The
// install manager goes by default_tag of its file, else PYTHON_MANAGER_DEFAULT;
// py.exe by PY_PYTHON, else by python in [defaults] of the py.ini in
// %LOCALAPPDATA%, then of the one beside py.exe. Where that is "3", PY_PYTHON3 and
// python3 may say more (docs.python.org, Using Python on Windows,
// "Customization").
func (f *Finder) launcherDefault() (tag, source string, ok bool) {
	if !f.system().Launcher {
		return "", "", false
	}
	if config, file := f.managerConfig(); config.DefaultTag != "" {
		return config.DefaultTag, file, true
	}
	if tag := f.Env("PYTHON_MANAGER_DEFAULT"); tag != "" {
		return tag, "PYTHON_MANAGER_DEFAULT", true
	}
	files := f.launcherFiles()
	if tag, source = f.launcherSetting("", files); tag == "3" {
		if more, from := f.launcherSetting("3", files); more != "" {
			tag, source = more, from
		}
	}
	return tag, source, tag != ""
}

// A managerConfig is what the user's file of the Python install manager says, if
// it does: without variables, which it may have in percent signs.
type managerConfig struct {
	DefaultTag string `json:"default_tag"`
	InstallDir string `json:"install_dir"`
}

// managerConfig reads %AppData%\Python\pymanager.json, whose words replace the
// manager's own and its variables (pymanager, manage/config.py, load_config).
func (f *Finder) managerConfig() (config managerConfig, file string) {
	base := f.Env("APPDATA")
	if !f.system().Launcher || !filepath.IsAbs(base) {
		return managerConfig{}, ""
	}
	file = filepath.Join(base, "Python", "pymanager.json")
	content, err := f.readPlain(file)
	if err != nil {
		return managerConfig{}, ""
	}
	if err := json.Unmarshal(bytes.TrimPrefix(content, []byte("\ufeff")), &config); err != nil {
		f.log("%s is not read: %v", file, err)
		return managerConfig{}, ""
	}
	for _, value := range []*string{&config.DefaultTag, &config.InstallDir} {
		if strings.Contains(*value, "%") {
			*value = ""
		}
	}
	return config, file
}

// launcherSetting returns the default of a major version, "" for that of all.
func (f *Finder) launcherSetting(major string, files []string) (tag, source string) {
	if tag := f.Env("PY_PYTHON" + major); tag != "" {
		return tag, "PY_PYTHON" + major
	}
	for _, file := range files {
		if content, err := f.readPlain(file); err == nil {
			if tag := iniDefault(string(content), "python"+major); tag != "" {
				return tag, file
			}
		}
	}
	return "", ""
}

// launcherFiles returns where py.ini may be. The user's own decides.
func (f *Finder) launcherFiles() []string {
	const name = "py.ini"
	var files []string
	if dir := f.Env("LOCALAPPDATA"); filepath.IsAbs(dir) {
		files = append(files, filepath.Join(dir, name))
	}
	for _, dir := range f.system().splitList(f.Env("PATH")) {
		if _, err := os.Stat(filepath.Join(dir, "py.exe")); err == nil && filepath.IsAbs(dir) {
			return append(files, filepath.Join(dir, name))
		}
	}
	return files
}

// iniDefault reads a value in the section [defaults] of a py.ini, as
// GetPrivateProfileString does: capitals don't count in names, the first of a
// name counts, quotes around a value are no part of it, and a line that begins
// with a semicolon is a comment.
func iniDefault(content, name string) string {
	inside := false
	for line := range strings.Lines(strings.TrimPrefix(content, "\ufeff")) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			title, _, _ := strings.Cut(line[1:], "]")
			inside = strings.EqualFold(strings.TrimSpace(title), "defaults")
			continue
		}
		key, value, found := strings.Cut(line, "=")
		if !inside || !found || strings.HasPrefix(line, ";") || !strings.EqualFold(strings.TrimSpace(key), name) {
			continue
		}
		value = strings.TrimSpace(value)
		if n := len(value); n >= 2 && (value[0] == '"' || value[0] == '\'') && value[n-1] == value[0] {
			value = value[1 : n-1]
		}
		return value
	}
	return ""
}

// tagged returns the Python that a tag of a launcher stands for.
func (f *Finder) tagged(ctx context.Context, tag string) (Python, error) {
	company, rest, found := strings.Cut(strings.ReplaceAll(tag, `\`, "/"), "/")
	if !found {
		rest = tag
	} else if !strings.EqualFold(company, pythonCore) {
		for _, r := range f.registrations() {
			if strings.EqualFold(r.company, company) && strings.EqualFold(r.tag, rest) {
				python := f.look(ctx, candidate{path: r.executable, origin: "registry"})
				return python, python.Err
			}
		}
		return Python{}, &NotFoundError{Request: tag}
	}
	request, err := tagRequest(rest)
	if err != nil {
		return Python{}, err
	}
	return f.Find(ctx, request)
}

// tagRequest reads a tag of PythonCore: a version, perhaps with an architecture.
func tagRequest(tag string) (interp.Request, error) {
	version, architecture := tag, ""
	for suffix, name := range map[string]string{"-32": "x86", "-64": "x86_64", "-arm64": "aarch64"} {
		if rest, ok := strings.CutSuffix(strings.ToLower(tag), suffix); ok {
			version, architecture = rest, name
		}
	}
	request, err := interp.ParseRequest(version)
	if err != nil {
		return interp.Request{}, err
	}
	if request.Kind != interp.ByVersion {
		// Neither a path nor any program is taken from a setting of another tool.
		return interp.Request{}, &interp.RequestError{Text: tag, Reason: "it is no tag of a launcher"}
	}
	request.Text = tag
	if architecture != "" {
		request.Platform, request.Architecture = "win32", architecture
	}
	return request, nil
}
