package winproc

import (
	"strings"
	"testing"
)

func TestDirAndStem(t *testing.T) {
	for _, c := range []struct{ path, dir, stem string }{
		{`C:\env\Scripts\python.exe`, `C:\env\Scripts`, "python"},
		{`C:\env/Scripts/PIP.EXE`, `C:\env/Scripts`, "PIP"},
		{`C:\python`, `C:\`, "python"},
		{`C:\.exe`, `C:\`, ".exe"},
		{`\\server\share\x.y.exe`, `\\server\share\`, "x.y"},
		{`\\?\C:\a\b.exe`, `\\?\C:\a`, "b"},
		{`\\?\C:\b.exe`, `\\?\C:\`, "b"},
		{`\\?\UNC\server\share\a\b.exe`, `\\?\UNC\server\share\a`, "b"},
		{`\\?\Volume{1-2}\a\b.exe`, `\\?\Volume{1-2}\a`, "b"},
	} {
		if dir, stem := Dir(c.path), Stem(c.path); dir != c.dir || stem != c.stem {
			t.Errorf("%s: %q and %q, want %q and %q", c.path, dir, stem, c.dir, c.stem)
		}
	}
}

func TestJoin(t *testing.T) {
	for _, c := range []struct{ dir, path, want string }{
		{`C:\env`, `D:\Python\`, `D:\Python`},
		{`C:\env`, `D:/Python//x/./y/../z`, `D:\Python\x\z`},
		{`C:\env`, `D:\`, `D:\`},
		{`C:\env`, `D:\..\..\x`, `D:\x`},
		{`C:\env`, `python`, `C:\env\python`},
		{`C:\env`, `..\home`, `C:\home`},
		{`C:\env`, `.`, `C:\env`},
		{`C:\env`, ``, `C:\env`},
		{`C:\`, `x`, `C:\x`},
		{`C:\env`, `\Python`, `C:\Python`},
		{`\\server\share\env`, `\Python`, `\\server\share\Python`},
		{`\\server\share\env`, `..\..\..\Python`, `\\server\share\Python`},
		{`C:\env`, `\\server\share\..\x`, `\\server\share\x`},
		{`C:\env`, `//server/share`, `\\server\share\`},
		{`\\?\C:\env`, `..\x`, `\\?\C:\x`},
		{`C:\env`, `\\?\UNC\server\share\a\..\b`, `\\?\UNC\server\share\b`},
		{`C:\env`, `D:x`, `D:x`},
		{`C:\env`, `\\`, `C:\`},
	} {
		if got := Join(c.dir, c.path); got != c.want {
			t.Errorf("Join(%s, %s) = %s, want %s", c.dir, c.path, got, c.want)
		}
	}
}

func TestLong(t *testing.T) {
	deep := strings.Repeat(`\deep`, 60)
	for _, c := range []struct{ path, want string }{
		{`C:\x`, `C:\x`},
		{`C:\` + strings.Repeat("a", 256), `C:\` + strings.Repeat("a", 256)},
		{`C:\` + strings.Repeat("a", 257), `\\?\C:\` + strings.Repeat("a", 257)},
		{`C:\` + strings.Repeat("я", 256), `C:\` + strings.Repeat("я", 256)},
		{`C:\` + strings.Repeat("\U0001f40d", 129), `\\?\C:\` + strings.Repeat("\U0001f40d", 129)},
		{`C:` + deep, `\\?\C:` + deep},
		{`C:/x/..` + deep, `\\?\C:` + deep},
		{`\\server\share` + deep, `\\?\UNC\server\share` + deep},
		{`\\?\C:` + deep, `\\?\C:` + deep},
		{`x` + deep, `x` + deep},
	} {
		if got := Long(c.path); got != c.want {
			t.Errorf("Long(%s) = %s, want %s", c.path, got, c.want)
		}
	}
}

func TestPlain(t *testing.T) {
	for _, c := range []struct{ path, want string }{
		{`\\?\C:\a`, `C:\a`},
		{`\\?\UNC\server\share\a`, `\\server\share\a`},
		{`\\?\Volume{1-2}\a`, `\\?\Volume{1-2}\a`},
		{`C:\a`, `C:\a`},
		{`\\server\share`, `\\server\share`},
	} {
		if got := Plain(c.path); got != c.want {
			t.Errorf("Plain(%s) = %s, want %s", c.path, got, c.want)
		}
	}
}

// A joined path stays what it is, and its long form stands for it.
func FuzzJoin(f *testing.F) {
	f.Add(`C:\env`, `..\x/./y\..\`)
	f.Add(`\\server\share`, `\\?\UNC\a\b\..`)
	f.Add(`\\?\C:\env`, `D:`)
	f.Fuzz(func(t *testing.T, dir, path string) {
		if volume := volumeLength(dir); volume == 0 || volume == len(dir) || !isSeparator(dir[volume]) {
			t.Skip("no absolute directory")
		}
		joined := Join(dir, path)
		volume := volumeLength(joined)
		if volume == 0 {
			t.Fatalf("Join(%q, %q) = %q has no volume", dir, path, joined)
		}
		if volume < len(joined) && !isSeparator(joined[volume]) {
			t.Skip("C:x")
		}
		if again := Join(`X:\y`, joined); again != joined {
			t.Errorf("Join(%q, %q) = %q, and %q when joined again", dir, path, joined, again)
		}
		for part := range strings.SplitSeq(joined[volume:], `\`) {
			if part == "." || part == ".." {
				t.Errorf("Join(%q, %q) = %q is not clean", dir, path, joined)
			}
		}
		if long := Long(joined); !isDevice(joined) && Plain(long) != joined {
			t.Errorf("Long(%q) = %q stands for %q", joined, long, Plain(long))
		}
	})
}
