package program_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"debug/elf"
	"debug/macho"
	"debug/pe"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pyenvkit/pyenvkit/plan"
	"github.com/pyenvkit/pyenvkit/platform/program"
)

var platforms = []string{
	"darwin/amd64", "darwin/arm64", "freebsd/amd64",
	"linux/386", "linux/amd64", "linux/arm", "linux/arm64", "linux/ppc64le", "linux/riscv64", "linux/s390x",
	"windows/386", "windows/amd64", "windows/arm64",
}

var names = []string{"launcher", "launcherw", "redirector", "redirectorw"}

// committed unpacks a program as the repository has it, for whatever platform.
func committed(t *testing.T, platform, name string) []byte {
	t.Helper()
	f, err := os.Open(filepath.Join("bin", name+"-"+strings.ReplaceAll(platform, "/", "-")+".gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func sum(content []byte) string {
	s := sha256.Sum256(content)
	return hex.EncodeToString(s[:])
}

func TestFindKnowsThePlatformsOfTheRelease(t *testing.T) {
	want := map[string][]string{"plan9/amd64": nil, "linux/mips": nil, "windows/arm": nil, "": nil}
	for _, platform := range platforms {
		want[platform] = []string{"launcher"}
		if strings.HasPrefix(platform, "windows/") {
			want[platform] = names
		}
	}
	for platform, want := range want {
		var found []string
		for _, name := range append([]string{"python", ""}, names...) {
			p, ok := program.Find(platform, name)
			if ok {
				found = append(found, name)
			}
			if ok && (p.Name != name || p.Platform != platform) || !ok && p != (plan.Program{}) {
				t.Errorf("Find(%q, %q) = %v, %v", platform, name, p, ok)
			}
		}
		if diff := cmp.Diff(want, found); diff != "" {
			t.Errorf("programs for %q (-want +got):\n%s", platform, diff)
		}
	}
}

func TestReadGivesWhatTheTableSays(t *testing.T) {
	var read int
	for _, platform := range platforms {
		for _, name := range names {
			p, ok := program.Find(platform, name)
			if !ok {
				continue
			}
			content, err := program.Read(p)
			if platform != program.Here {
				if err == nil || content != nil {
					t.Errorf("Read gave a program for %s on %s", platform, program.Here)
				}
				continue
			}
			read++
			if err != nil {
				t.Fatal(err)
			}
			got := plan.Program{Name: name, Platform: platform, Size: int64(len(content)), Sum: sum(content)}
			if diff := cmp.Diff(p, got); diff != "" {
				t.Errorf("program (-table +read):\n%s", diff)
			}
		}
	}
	if read == 0 {
		t.Skipf("missing: a program for %s", program.Here)
	}
}

func TestReadRefusesWhatItDoesNotKnow(t *testing.T) {
	p, _ := program.Find(program.Here, "launcher")
	p.Sum = strings.Repeat("0", 64)
	if _, err := program.Read(p); err == nil {
		t.Error("a program with another sum was read")
	}
}

// The table has the sums of what the linker gave for -H windowsgui.
func TestFilesAreThoseOfTheTable(t *testing.T) {
	for _, platform := range platforms {
		for _, name := range names {
			p, ok := program.Find(platform, name)
			if !ok {
				continue
			}
			plain, windowed := strings.CutSuffix(name, "w")
			content := committed(t, platform, plain)
			if windowed {
				if err := program.Window(content); err != nil {
					t.Fatal(err)
				}
			}
			got := plan.Program{Name: name, Platform: platform, Size: int64(len(content)), Sum: sum(content)}
			if diff := cmp.Diff(p, got); diff != "" {
				t.Errorf("program (-table +file):\n%s", diff)
			}
		}
	}
}

func TestProgramsAreSmall(t *testing.T) {
	const limit = 1_300_000
	for _, platform := range platforms {
		for _, name := range names {
			p, ok := program.Find(platform, name)
			if ok && strings.HasSuffix(platform, "/amd64") && p.Size > limit {
				t.Errorf("%s for %s has %d bytes, %d too many", name, platform, p.Size, p.Size-limit)
			}
		}
	}
}

func TestWindowRefusesWhatIsNoConsoleProgram(t *testing.T) {
	exe := committed(t, "windows/amd64", "redirector")
	windowed := bytes.Clone(exe)
	if err := program.Window(windowed); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{
		"empty": nil, "cut in the stub": exe[:0x3e], "cut in the header": exe[:0xc0], "of Linux": committed(t, "linux/amd64", "launcher"),
		"of Windows, without a console": windowed,
	} {
		before := bytes.Clone(content)
		if err := program.Window(content); err == nil || !bytes.Equal(before, content) {
			t.Errorf("%s: %v, changed: %v", name, err, !bytes.Equal(before, content))
		}
	}
}

func FuzzWindow(f *testing.F) {
	f.Add([]byte("MZ"))
	f.Add(append(make([]byte, 0x3c), 0x40, 0, 0, 0, 'P', 'E', 0, 0))
	f.Fuzz(func(t *testing.T, exe []byte) {
		before := bytes.Clone(exe)
		if err := program.Window(exe); (err == nil) == bytes.Equal(before, exe) {
			t.Errorf("error %v, changed %v", err, !bytes.Equal(before, exe))
		}
	})
}

func TestProgramsAreForTheirMachines(t *testing.T) {
	elves := map[string]elf.Machine{
		"freebsd/amd64": elf.EM_X86_64, "linux/386": elf.EM_386, "linux/amd64": elf.EM_X86_64, "linux/arm": elf.EM_ARM,
		"linux/arm64": elf.EM_AARCH64, "linux/ppc64le": elf.EM_PPC64, "linux/riscv64": elf.EM_RISCV, "linux/s390x": elf.EM_S390,
	}
	for platform, machine := range elves {
		file, err := elf.NewFile(bytes.NewReader(committed(t, platform, "launcher")))
		if err != nil {
			t.Fatalf("%s: %v", platform, err)
		}
		if file.Machine != machine {
			t.Errorf("%s: the machine is %v", platform, file.Machine)
		}
		for _, part := range file.Progs {
			if part.Type == elf.PT_INTERP {
				t.Errorf("%s: it needs a dynamic loader", platform)
			}
		}
	}
	for platform, machine := range map[string]macho.Cpu{"darwin/amd64": macho.CpuAmd64, "darwin/arm64": macho.CpuArm64} {
		file, err := macho.NewFile(bytes.NewReader(committed(t, platform, "launcher")))
		if err != nil {
			t.Fatalf("%s: %v", platform, err)
		}
		if file.Cpu != machine {
			t.Errorf("%s: the machine is %v", platform, file.Cpu)
		}
	}
	machines := map[string]uint16{
		"windows/386": pe.IMAGE_FILE_MACHINE_I386, "windows/amd64": pe.IMAGE_FILE_MACHINE_AMD64, "windows/arm64": pe.IMAGE_FILE_MACHINE_ARM64,
	}
	for platform, machine := range machines {
		for _, name := range []string{"launcher", "redirector"} {
			file, err := pe.NewFile(bytes.NewReader(committed(t, platform, name)))
			if err != nil {
				t.Fatalf("%s: %v", platform, err)
			}
			if file.Machine != machine {
				t.Errorf("%s for %s: the machine is %#x", name, platform, file.Machine)
			}
		}
	}
}
