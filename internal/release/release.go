// Package release puts a newer release of pyenvkit in the place of the program that
// runs, and takes pyenvkit off a machine. A release is one that the authors have signed
// (minisign); what is downloaded is trusted for nothing else. A failure, an interrupt
// and the death of the process leave the program that was there, or the new one, and
// both whole. What a package manager has installed is left to that.
//
// It links no network: the programs of the machine download. It knows of environments
// and of the cache nothing.
package release

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/pyenvkit/pyenvkit/platform"
)

// An Installation is the pyenvkit that runs, and what it runs in.
type Installation struct {
	// Path is that of the program, absolute and without links.
	Path string
	// Version is what Go has recorded as that of its module: "v1.2.3" for a release,
	// else something else.
	Version string
	// Downloaded says that Go has built it from the module that it has downloaded
	// (`go install`), and not from a checkout, as releases are.
	Downloaded bool
	// Platform is what the names of archives have for it: "linux_amd64".
	Platform string
	// Dir is the directory of the process, an absolute path.
	Dir string
	// Environ are the variables of the process ("NAME=value").
	Environ []string
	// Log is told why something is done; it may be nil.
	Log func(format string, args ...any)
	// Say is told what is done that takes its time; it may be nil.
	Say func(text string)
}

// Path returns that of the program that runs, as [Installation] has it. The error is a
// [*WhereError].
func Path() (string, error) {
	path, err := os.Executable()
	if err == nil {
		path, err = platform.RealPath(path)
	}
	if err != nil {
		return "", &WhereError{err}
	}
	return path, nil
}

// A WhereError reports a program that can't find out where it is.
type WhereError struct{ Err error }

func (e *WhereError) Error() string {
	return "it can't be told where this program is: " + e.Err.Error()
}

func (e *WhereError) Unwrap() error { return e.Err }

// Hints says the way out.
func (*WhereError) Hints() []string {
	return []string{"is it there still, and on Linux, is /proc mounted?", byInstaller}
}

// windows reports whether it is one for Windows.
func (i Installation) windows() bool { return strings.HasPrefix(i.Platform, "windows_") }

func (i Installation) log(format string, args ...any) {
	if i.Log != nil {
		i.Log(format, args...)
	}
}

// An Update says what is to be in the place of an installation.
type Update struct {
	Installation
	// Wanted is the version to have, also an older one; nil is the latest, if that is
	// newer than what is there.
	Wanted *Version
	// DryRun leaves the program as it is. Its directory is tried all the same.
	DryRun bool
	// Key is a public key in the form of minisign's files, "" for that of the authors.
	Key string
}

// A Result says what an update has done, or would do.
type Result struct {
	// Path is that of the program.
	Path string `json:"path"`
	// Previous is the version that was there, and Version the one that is there now.
	Previous string `json:"previous"`
	Version  string `json:"version"`
	// Updated says that the program is another one than before; with DryRun, that it
	// would be.
	Updated bool `json:"updated"`
	// URL is that of the archive, without a password, and SHA256 its checksum in
	// hexadecimal digits; both are empty where nothing is to be done.
	URL    string `json:"url,omitempty"`
	SHA256 string `json:"sha256,omitempty"`
}

// The longest that files of a release may be.
const (
	textLimit    = 1 << 20
	archiveLimit = 256 << 20
)

// Run carries the update out. Nothing is downloaded for a program that can't be
// replaced. The environment variable PYENVKIT_BASE_URL names another place than the
// project's for the files of a release.
func (u Update) Run(ctx context.Context) (Result, error) {
	if err := u.updatable(ctx); err != nil {
		return Result{}, err
	}
	text := u.Key
	if text == "" {
		text = publicKey
	}
	trusted, err := parseKey(text)
	if err != nil {
		return Result{}, err
	}
	wanted := ""
	if u.Wanted != nil {
		wanted = u.Wanted.String()
	}
	from, err := newSource(u.Environ, wanted)
	if err != nil {
		return Result{}, err
	}
	stage, err := u.stage("self update")
	if err != nil {
		return Result{}, err
	}
	defer stage.remove()

	found, checksums, err := u.find(ctx, stage, from, trusted)
	if err != nil {
		return Result{}, stage.explain(err)
	}
	current, err := ParseVersion(u.Version)
	if err != nil {
		return Result{}, err // [Update.updatable] has seen to it that it is one
	}
	result := Result{Path: u.Path, Previous: current.String(), Version: current.String()}
	if u.Wanted == nil && found.Compare(current) <= 0 || found.String() == current.String() {
		return result, nil
	}
	archive, program := archiveName(found, u.Platform)
	sum, ok := sumOf(checksums, archive)
	if !ok {
		return Result{}, &ContentError{from.url(checksumsName), fmt.Sprintf("names no pyenvkit %s for %s", found, u.Platform), nil}
	}
	result.Version, result.Updated = found.String(), true
	result.URL, result.SHA256 = from.at(found).url(archive), sum
	if u.DryRun {
		result.URL = shown(result.URL)
		return result, nil
	}
	fresh, err := u.fetchProgram(ctx, stage, result, archive, program)
	if err != nil {
		return Result{}, stage.explain(err)
	}
	if err := stage.settle(fresh, u.Path); err != nil {
		return Result{}, err
	}
	result.URL = shown(result.URL)
	return result, nil
}

// find returns the version that a source has, and its checksums.
func (u Update) find(ctx context.Context, stage stage, from source, trusted key) (Version, string, error) {
	var texts [2]string
	for n, name := range []string{checksumsName, signatureName} {
		path := stage.path(name)
		if err := u.download(ctx, from.url(name), path, textLimit); err != nil {
			return Version{}, "", err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return Version{}, "", err
		}
		texts[n] = string(content)
	}
	fail := func(err error) (Version, string, error) {
		return Version{}, "", &SignatureError{from.url(signatureName), err}
	}
	comment, err := trusted.verify([]byte(texts[0]), texts[1])
	if err != nil {
		return fail(err)
	}
	found, err := releasedVersion(comment)
	if err != nil {
		return fail(err)
	}
	u.log("%s is signed as that of %s", shown(from.url(checksumsName)), found)
	switch {
	case u.Wanted != nil && found.String() != u.Wanted.String():
		return Version{}, "", &ContentError{from.base, fmt.Sprintf("has pyenvkit %s, and not %s", found, u.Wanted), []string{
			"PYENVKIT_BASE_URL, where it is set, has to name a directory with that version",
		}}
	case u.Wanted == nil && found.Early():
		return Version{}, "", &ContentError{from.base, fmt.Sprintf("has pyenvkit %s, which is a pre-release and so never the latest", found), []string{
			"to have it all the same: pyenvkit self update " + found.String(),
		}}
	}
	return found, texts[0], nil
}

// fetchProgram downloads the archive that was found, and returns the path of the program
// in it, in the staging directory, once that has run.
func (u Update) fetchProgram(ctx context.Context, stage stage, found Result, archive, program string) (string, error) {
	if u.Say != nil {
		u.Say("downloading " + shown(found.URL))
	}
	packed, fresh := stage.path(archive), stage.path(program)
	if err := u.download(ctx, found.URL, packed, archiveLimit); err != nil {
		return "", err
	}
	content, err := os.Open(packed)
	if err != nil {
		return "", err
	}
	defer content.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, content); err != nil {
		return "", err
	}
	if actual := hex.EncodeToString(hash.Sum(nil)); actual != found.SHA256 {
		return "", &ContentError{found.URL, fmt.Sprintf("is not what was released: its SHA-256 is %s, and %s has %s", actual, checksumsName, found.SHA256), []string{
			"nothing was changed; try again, and if it stays so, tell the authors",
		}}
	}
	if err := unpack(content, program, fresh); err != nil {
		if damaged := (*archiveError)(nil); errors.As(err, &damaged) {
			return "", &ContentError{found.URL, damaged.Error(), nil}
		}
		return "", err
	}
	if err := u.try(ctx, fresh, found); err != nil {
		return "", err
	}
	return fresh, context.Cause(ctx)
}

// try starts a program once, which has to name the version that was found.
func (u Update) try(ctx context.Context, program string, found Result) error {
	const longest = time.Minute
	timed, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	cmd := exec.CommandContext(timed, program, "--version")
	cmd.Env, cmd.Dir = u.Environ, filepath.Dir(program)
	cmd.WaitDelay = time.Second
	shown, err := cmd.Output()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		return &ContentError{found.URL, fmt.Sprintf("holds no program that runs here: %v", err), []string{
			"is " + filepath.Dir(u.Path) + " on a file system whose programs may be run?",
		}}
	}
	if words := strings.Fields(string(shown)); len(words) < 2 || words[0] != "pyenvkit" || words[1] != "v"+found.Version {
		return &ContentError{found.URL, fmt.Sprintf("holds %q, and not pyenvkit v%s", strings.TrimSpace(string(shown)), found.Version), nil}
	}
	return nil
}

// A ContentError reports a place that has another release, or something else in it, than
// it should have.
type ContentError struct {
	URL     string
	Problem string
	Way     []string // the ways out
}

func (e *ContentError) Error() string { return shown(e.URL) + " " + e.Problem }

// Hints says the way out.
func (e *ContentError) Hints() []string { return e.Way }

// A SignatureError reports a release that is not shown to be one by the authors.
type SignatureError struct {
	URL string // of the signature
	Err error  // what is wrong with it
}

func (e *SignatureError) Error() string {
	return shown(e.URL) + " does not show that this release is by the authors: " + e.Err.Error()
}

func (e *SignatureError) Unwrap() error { return e.Err }

// Hints says the way out.
func (e *SignatureError) Hints() []string {
	return []string{"nothing was changed; a mirror has to hold one release, with its files unchanged", byInstaller}
}
