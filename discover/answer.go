package discover

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/pyenvkit/pyenvkit/interp"
)

// The marks around an answer; see probe.py.
var (
	answerBegin = []byte("\x00pyenvkit-begin\x00")
	answerEnd   = []byte("\x00pyenvkit-end\x00")
)

// An answer is what an interpreter said: the names and values of probe.py.
type answer struct {
	version interp.Version
	values  map[string]string
	raw     []byte // as parseAnswer takes it
}

// parseAnswer finds the answer in the output of an interpreter, and whatever a
// wrapper has printed around it.
func parseAnswer(output []byte) (answer, bool) {
	_, rest, found := bytes.Cut(output, answerBegin)
	if !found {
		return answer{}, false
	}
	inner, _, found := bytes.Cut(rest, answerEnd)
	if !found {
		return answer{}, false
	}
	parts := strings.Split(string(inner), "\x00")
	if len(parts)%2 != 0 {
		return answer{}, false
	}
	a := answer{values: map[string]string{}, raw: bytes.Join([][]byte{answerBegin, inner, answerEnd}, nil)}
	for i := 0; i < len(parts); i += 2 {
		a.values[parts[i]] = parts[i+1]
	}
	version, ok := versionInfo(a.values["version"])
	a.version = version
	return a, ok
}

// versionInfo reads the five parts of sys.version_info, separated by spaces.
func versionInfo(s string) (interp.Version, bool) {
	fields := strings.Fields(s)
	if len(fields) != 5 {
		return interp.Version{}, false
	}
	v := interp.Version{Level: fields[3]}
	for i, target := range map[int]*int{0: &v.Major, 1: &v.Minor, 2: &v.Micro, 4: &v.Serial} {
		n, err := strconv.Atoi(fields[i])
		if err != nil || n < 0 {
			return interp.Version{}, false
		}
		*target = n
	}
	return v, true
}

// facts returns all that the interpreter knows of itself. What it can't know,
// where it is to be linked from, is left to the caller.
func (a answer) facts() interp.Facts {
	bits, _ := strconv.Atoi(a.values["bits"])
	f := interp.Facts{
		Schema:                interp.FactsSchema,
		Implementation:        a.values["implementation"],
		Version:               a.version,
		ImplementationVersion: a.values["implementation_version"],
		OS:                    a.values["os"],
		Platform:              a.values["platform"],
		Architecture:          architecture(a.values["architecture"]),
		Bits:                  bits,
		ABIFlags:              a.values["abi_flags"],
		FreeThreaded:          a.values["free_threaded"] == "True",
		Debug:                 a.values["debug"] == "True",
		SourceBuild:           a.values["source_build"] == "True",
		Framework:             a.values["framework"],
		BasePrefix:            a.values["base_prefix"],
		Stdlib:                a.values["stdlib"],
		PlatLibDir:            a.values["plat_lib_dir"],
		FileSystemEncoding:    a.values["file_system_encoding"],
		CacheTag:              a.values["cache_tag"],
		Magic:                 a.values["magic"],
		WheelDir:              strings.TrimSuffix(a.values["wheel_dir"], "/"),
		Paths: interp.Paths{
			Scripts: a.values["path_scripts"],
			Include: a.values["path_include"],
			Purelib: a.values["path_purelib"],
			Platlib: a.values["path_platlib"],
		},
	}
	if v, ok := versionInfo(a.values["implementation_version"]); ok {
		f.ImplementationVersion = v.String()
	}
	return f
}

// architecture is the last part of sysconfig.get_platform(): "linux-x86_64",
// "macosx-14.0-arm64". 32-bit Windows is "win32" and has none.
func architecture(platform string) string {
	if platform == "win32" {
		return "x86"
	}
	return platform[strings.LastIndexByte(platform, '-')+1:]
}
