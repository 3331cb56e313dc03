package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var day = time.Date(2026, 11, 21, 19, 49, 2, 0, time.UTC)

// documents are what each archive has beside the program.
var documents = map[string]string{
	"LICENSE":         "a licence\n",
	"NOTICES":         "more of them\n",
	"README.md":       "[here](manual/a.md), [there](https://example.org/x), [below](#below)\n",
	"man/pyenvkit.1":  "a page\n",
	"completions/one": "a script\n",
}

// tarball returns an archive of a program and the documents.
func tarball(t *testing.T, program []byte) []byte {
	t.Helper()
	var buffer bytes.Buffer
	compressed := gzip.NewWriter(&buffer)
	w := tar.NewWriter(compressed)
	add := func(name string, content []byte) {
		t.Helper()
		err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o755, Size: int64(len(content)), ModTime: day})
		if err == nil {
			_, err = w.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, content := range documents {
		add(name, []byte(content))
	}
	add("pyenvkit", program)
	if err := errors.Join(w.Close(), compressed.Close()); err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes()
}

// zipped returns an archive for Windows.
func zipped(t *testing.T, program []byte) []byte {
	t.Helper()
	var buffer bytes.Buffer
	w := zip.NewWriter(&buffer)
	add := func(name string, content []byte) {
		t.Helper()
		file, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: day})
		if err == nil {
			_, err = file.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, content := range documents {
		add(name, []byte(content))
	}
	add("pyenvkit.exe", program)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes()
}

// mac returns the beginning of a program for macOS 12.3 and later (mach-o/loader.h).
func mac() []byte {
	var program []byte
	for _, word := range []uint32{
		0xfeedfacf, 0x0100000c, 0, 2, 1, 24, 0, 0, // magic, arm64, executable, one command of 24 bytes
		0x32, 24, 1, 12<<16 | 3<<8, 12 << 16, 0, // LC_BUILD_VERSION
	} {
		program = binary.LittleEndian.AppendUint32(program, word)
	}
	return program
}

// dist returns the directory of a release with the named archives.
func dist(t *testing.T, archives map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	list := fmt.Sprintf("%064x  install.sh\n%064x  pyenvkit_1.2.3_linux_amd64.deb\n%064x  pyenvkit_1.2.3_source.tar.gz\n", 1, 2, 3)
	for name, content := range archives {
		list += fmt.Sprintf("%x  %s\n", sha256.Sum256(content), name)
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "checksums.txt"), []byte(list), 0o666); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestWriteNamesEachPlatform(t *testing.T) {
	t.Parallel()
	archives := map[string][]byte{}
	for platform := range platforms {
		switch system, _, _ := strings.Cut(platform, "_"); system {
		case "windows":
			archives["pyenvkit_1.2.3-rc.1_"+platform+".zip"] = zipped(t, []byte("a program"))
		case "darwin":
			archives["pyenvkit_1.2.3-rc.1_"+platform+".tar.gz"] = tarball(t, mac())
		default:
			archives["pyenvkit_1.2.3-rc.1_"+platform+".tar.gz"] = tarball(t, []byte("a program"))
		}
	}
	output := filepath.Join(t.TempDir(), "a", "b")
	if err := write(dist(t, archives), output); err != nil {
		t.Fatal(err)
	}
	var got []string
	entries, err := os.ReadDir(output)
	for _, entry := range entries {
		got = append(got, strings.TrimPrefix(entry.Name(), "pyenvkit-1.2.3rc1-py3-none-"))
	}
	want := []string{
		"macosx_12_3_arm64.whl",
		"macosx_12_3_x86_64.whl",
		"manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64.whl",
		"manylinux_2_17_armv7l.manylinux2014_armv7l.musllinux_1_1_armv7l.whl",
		"manylinux_2_17_ppc64le.manylinux2014_ppc64le.musllinux_1_1_ppc64le.whl",
		"manylinux_2_17_s390x.manylinux2014_s390x.musllinux_1_1_s390x.whl",
		"manylinux_2_31_riscv64.musllinux_1_1_riscv64.whl",
		"manylinux_2_5_i686.manylinux1_i686.musllinux_1_1_i686.whl",
		"manylinux_2_5_x86_64.manylinux1_x86_64.musllinux_1_1_x86_64.whl",
		"win32.whl",
		"win_amd64.whl",
		"win_arm64.whl",
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	const linux, freebsd = "pyenvkit_1.2.3_linux_amd64.tar.gz", "pyenvkit_1.2.3_freebsd_amd64.tar.gz"
	good := tarball(t, []byte("a program"))
	for _, c := range []struct {
		name     string
		archives map[string][]byte
		change   func(dir string) error
		want     string
	}{
		{"no release", nil, func(dir string) error { return os.Remove(filepath.Join(dir, "checksums.txt")) }, "checksums.txt"},
		{"no archive", nil, nil, "names no archive that a wheel could be made of"},
		{"FreeBSD alone", map[string][]byte{freebsd: good}, nil, "names no archive that a wheel could be made of"},
		{"a missing archive", map[string][]byte{linux: good}, func(dir string) error { return os.Remove(filepath.Join(dir, linux)) }, linux},
		{"another archive", map[string][]byte{linux: good}, func(dir string) error {
			return os.WriteFile(filepath.Join(dir, linux), tarball(t, []byte("another program")), 0o666)
		}, linux + ": its SHA-256 is"},
		{"a new platform", map[string][]byte{"pyenvkit_1.2.3_linux_loong64.tar.gz": good}, nil, "no tag is known for linux_loong64"},
		{"a strange version", map[string][]byte{"pyenvkit_1.2_linux_amd64.tar.gz": good}, nil, "version 1.2 is none of"},
		{"a program that is none", map[string][]byte{"pyenvkit_1.2.3_darwin_arm64.tar.gz": good}, nil, "pyenvkit of pyenvkit_1.2.3_darwin_arm64.tar.gz: "},
		{"one that does not say for which macOS", map[string][]byte{"pyenvkit_1.2.3_darwin_arm64.tar.gz": tarball(t, bytes.Replace(mac(), []byte{0x32}, []byte{0x33}, 1))}, nil, "does not say which macOS"},
		{"a program of another name", map[string][]byte{"pyenvkit_1.2.3_windows_amd64.zip": zipped(t, nil), "pyenvkit_1.2.3_windows_arm64.tar.gz": good}, nil, "pyenvkit_1.2.3_windows_arm64.tar.gz has no pyenvkit.exe"},
		{"no archive at all", map[string][]byte{linux: []byte("this is no archive")}, nil, linux + ": gzip: invalid header"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir, output := dist(t, c.archives), filepath.Join(t.TempDir(), "wheels")
			if c.change != nil {
				if err := c.change(dir); err != nil {
					t.Fatal(err)
				}
			}
			if err := write(dir, output); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
			if _, err := os.Stat(output); err == nil {
				t.Error("it wrote something")
			}
		})
	}
}
