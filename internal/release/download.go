package release

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pyenvkit/pyenvkit/platform"
)

// A downloader is a program that downloads: curl, say. It has the proxy, certificate
// and password settings of the user, which is why it does this.
type downloader struct {
	name string // as it is shown
	path string
	// args are those that have it write what is at a URL to standard output.
	args func(ctx context.Context, d downloader, url string) []string
	// saves says that it writes to the file of the variable PYENVKIT_FILE instead.
	saves bool
}

// downloaders are those of POSIX, the best first: the ones of install.sh, which has the
// same options.
var downloaders = []downloader{
	{name: "curl", args: curl},
	{name: "wget", args: wget},
	{name: "fetch", args: func(_ context.Context, _ downloader, url string) []string { return []string{"-q", "-o", "-", url} }},
}

// systemDownloaders are those of Windows, below its directory: curl came with Windows 10.
var systemDownloaders = []downloader{
	{name: "curl", path: "System32/curl.exe", args: curl},
	{name: "PowerShell", path: "System32/WindowsPowerShell/v1.0/powershell.exe", args: powerShell, saves: true},
}

func curl(_ context.Context, _ downloader, url string) []string {
	args := []string{"-fsSL", "--connect-timeout", "30", "--speed-limit", "1", "--speed-time", "60"}
	if strings.HasPrefix(url, "https:") {
		// A redirection must not leave TLS either.
		args = append(args, "--proto", "=https", "--tlsv1.2")
	}
	return append(args, url)
}

func wget(ctx context.Context, d downloader, url string) []string {
	args := []string{"-q", "-O", "-", url}
	// Twenty, with pauses, are GNU's own idea. BusyBox doesn't know the option.
	if shown, err := exec.CommandContext(ctx, d.path, "--version").Output(); err == nil && bytes.HasPrefix(shown, []byte("GNU")) {
		return append([]string{"--tries=3"}, args...)
	}
	return args
}

func powerShell(context.Context, downloader, string) []string {
	// Where a policy restricts the language, the first of these is refused and not
	// needed. 5.1 spends most of the time of a download on its bar.
	return []string{
		"-NoProfile", "-NonInteractive", "-Command",
		"$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue'; " +
			"try { [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12 } catch { $null = $_ }; " +
			"try { Invoke-WebRequest -Uri $env:PYENVKIT_URL -UseBasicParsing -TimeoutSec 60 -OutFile $env:PYENVKIT_FILE } catch { $_.Exception.Message; exit 1 }",
	}
}

// findDownloader returns the best downloader that there is.
func (i Installation) findDownloader() (downloader, error) {
	if system := platform.Variable(i.Environ, "SystemRoot"); i.windows() && system != "" {
		for _, d := range systemDownloaders {
			d.path = filepath.Join(system, filepath.FromSlash(d.path))
			if _, err := os.Stat(d.path); err == nil {
				return d, nil
			}
		}
	}
	for _, d := range downloaders {
		var err error
		if d.path, err = platform.LookPath(d.name, i.Dir, i.Environ); err == nil {
			return d, nil
		}
	}
	return downloader{}, &NoDownloaderError{}
}

// download writes what is at a URL to a new file, at most limit bytes. What is there
// after an error is for the caller to remove. The error is a [*DownloadError], or the
// one of the file.
func (i Installation) download(ctx context.Context, url, path string, limit int64) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	into := &limited{w: file, left: limit}
	if local, ok := localPath(url); ok {
		err = copyFrom(local, into)
	} else {
		err = i.fetch(ctx, url, into, path)
	}
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(into.err, errTooLong):
		return &DownloadError{url, errTooLong}
	case into.err != nil:
		return into.err
	case err != nil:
		return &DownloadError{url, err}
	}
	if info, err := file.Stat(); err == nil && info.Size() == 0 {
		return &DownloadError{url, errEmpty}
	}
	return file.Close()
}

// errTooLong reports what is no file of a release.
var errTooLong = errors.New("it is longer than any file of a release")

// errEmpty reports what is no file of a release, or is elsewhere by the settings of the
// user for the program that downloads (.curlrc).
var errEmpty = errors.New("nothing has come of it")

// fetch has a downloader write to w, or to the file at path, which w stands for.
func (i Installation) fetch(ctx context.Context, url string, w io.Writer, path string) error {
	d, err := i.findDownloader()
	if err != nil {
		return err
	}
	var words bytes.Buffer
	cmd := exec.CommandContext(ctx, d.path, d.args(ctx, d, url)...)
	cmd.Dir = i.Dir
	cmd.Env = i.Environ
	cmd.Stderr = &words
	cmd.WaitDelay = time.Second
	if d.saves {
		cmd.Stdout = &words
		cmd.Env = append(slices.Clip(cmd.Env), "PYENVKIT_URL="+url, "PYENVKIT_FILE="+path)
	} else {
		cmd.Stdout = w
	}
	i.log("running %s", strings.ReplaceAll(strings.Join(cmd.Args, " "), url, shown(url)))
	if err := cmd.Run(); err != nil {
		if wasInterrupted(cmd) {
			// So are all programs of a terminal, and this one may hear of it later.
			const later = 200 * time.Millisecond
			select {
			case <-ctx.Done():
			case <-time.After(later):
			}
		}
		return saidBy(d.name, words.String(), err)
	}
	return nil
}

// wasInterrupted reports whether a command was ended by a signal, or on Windows by
// Ctrl-C.
func wasInterrupted(cmd *exec.Cmd) bool {
	const bySignal, byControlC = -1, 0xc000013a // the latter is STATUS_CONTROL_C_EXIT
	code := cmd.ProcessState.ExitCode()
	return code == bySignal || uint32(code) == byControlC
}

// saidBy returns an error of a program in the words of that: the first line that begins
// with its name, or the last one.
func saidBy(name, words string, err error) error {
	text := ""
	for line := range strings.Lines(words) {
		if line = strings.TrimSpace(line); line != "" {
			text = line
		}
		if strings.HasPrefix(line, name+": ") {
			break
		}
	}
	if text == "" {
		text = err.Error()
	}
	return errors.New(name + ": " + strings.TrimPrefix(text, name+": "))
}

func copyFrom(path string, w io.Writer) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = io.Copy(w, file)
	return err
}

// A limited writer takes so many bytes and no more. It keeps its first error.
type limited struct {
	w    io.Writer
	left int64
	err  error
}

// Write implements io.Writer.
func (l *limited) Write(p []byte) (int, error) {
	if l.err != nil {
		return 0, l.err
	}
	if l.left -= int64(len(p)); l.left < 0 {
		l.err = errTooLong
		return 0, l.err
	}
	var n int
	n, l.err = l.w.Write(p)
	return n, l.err
}

// A DownloadError reports what can't be downloaded.
type DownloadError struct {
	URL string
	Err error // what the program that downloads has said
}

func (e *DownloadError) Error() string {
	return shown(e.URL) + " can't be downloaded: " + e.Err.Error()
}

func (e *DownloadError) Unwrap() error { return e.Err }

// Hints says the way out.
func (e *DownloadError) Hints() []string {
	if none := (*NoDownloaderError)(nil); errors.As(e.Err, &none) {
		return none.Hints()
	}
	if _, ok := localPath(e.URL); ok {
		return []string{"PYENVKIT_BASE_URL has to name a directory with the files of a release"}
	}
	return []string{"is this machine online, is its clock right, and is there such a version?"}
}

// A NoDownloaderError reports a machine without a program that downloads.
type NoDownloaderError struct{}

func (*NoDownloaderError) Error() string { return "there is no curl, wget or fetch" }

// Hints says the way out.
func (*NoDownloaderError) Hints() []string {
	return []string{"install one of them, or set PYENVKIT_BASE_URL to file:// and a directory with the files of a release"}
}
