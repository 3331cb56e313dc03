package winproc

// Dir returns the directory of an absolute path.
func Dir(path string) string {
	volume := volumeLength(path)
	for i := len(path) - 1; i > volume; i-- {
		if isSeparator(path[i]) {
			return path[:i]
		}
	}
	return path[:volume] + `\`
}

// Name returns the last part of a path.
func Name(path string) string {
	for i := len(path) - 1; i >= 0; i-- {
		if isSeparator(path[i]) {
			return path[i+1:]
		}
	}
	return path
}

// Stem returns the last part of a path without ".exe" in any case.
func Stem(path string) string {
	name := Name(path)
	if hasExe(name) {
		return name[:len(name)-len(".exe")]
	}
	return name
}

func hasExe(name string) bool { return endsIn(name, ".exe") }

// endsIn reports whether a name has, in any case, an ending and something before.
func endsIn(name, ending string) bool {
	return len(name) > len(ending) && equalFold(name[len(name)-len(ending):], ending)
}

// Join returns an absolute path as it is, and any other one below dir, which is
// absolute. The result is clean: separated by backslashes, without "." and "..".
// A path on the current directory of some drive (C:x) is one below dir's drive or
// no path at all, and is left for Windows to refuse.
func Join(dir, path string) string {
	volume := volumeLength(path)
	switch {
	case volume > 0 && (volume == len(path) || isSeparator(path[volume])):
		return clean(path)
	case volume > 0:
		return path
	case path != "" && isSeparator(path[0]):
		return clean(dir[:volumeLength(dir)] + path)
	}
	return clean(dir + `\` + path)
}

// clean takes "", "." and ".." out of an absolute path.
func clean(path string) string {
	volume := volumeLength(path)
	var parts []string
	for rest := path[volume:]; rest != ""; {
		end := 0
		for end < len(rest) && !isSeparator(rest[end]) {
			end++
		}
		switch part := rest[:end]; part {
		case "", ".":
		case "..":
			parts = parts[:max(len(parts)-1, 0)]
		default:
			parts = append(parts, part)
		}
		rest = rest[min(end+1, len(rest)):]
	}
	cleaned := backslashes(path[:volume])
	for _, part := range parts {
		cleaned += `\` + part
	}
	if len(parts) == 0 && !isSeparator(cleaned[len(cleaned)-1]) {
		cleaned += `\`
	}
	return cleaned
}

func backslashes(path string) string {
	text := []byte(path)
	for i, c := range text {
		if c == '/' {
			text[i] = '\\'
		}
	}
	return string(text)
}

// Long returns the form of an absolute path in which Windows takes it at any
// length (\\?\). Short ones stay as they are, since a process is told of its own
// file in the form that it was started by.
func Long(path string) string {
	const limit = 260 // MAX_PATH, with the NUL
	volume := volumeLength(path)
	switch {
	case units(path) < limit || volume == 0 || isDevice(path):
		return path
	case path[1] == ':':
		return `\\?\` + clean(path)
	}
	return `\\?\UNC` + clean(path)[1:]
}

// units returns the length of a text in UTF-16.
func units(text string) int {
	n := 0
	for _, r := range text {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}

// Plain returns the path that a \\?\ form stands for.
func Plain(path string) string {
	const drive, share = `\\?\C:`, `\\?\UNC\`
	switch {
	case len(path) > len(share) && equalFold(path[:len(share)], share):
		return `\\` + path[len(share):]
	case len(path) >= len(drive) && isDevice(path) && path[5] == ':':
		return path[4:]
	}
	return path
}

// isDevice reports whether a path is of the form \\?\ or \\.\.
func isDevice(path string) bool {
	return len(path) >= 4 && isSeparator(path[0]) && isSeparator(path[1]) &&
		(path[2] == '?' || path[2] == '.') && isSeparator(path[3])
}

// volumeLength returns how much of a path is its drive (C:), its share
// (\\server\share) or one of these in the form \\?\; 0 where it has none.
func volumeLength(path string) int {
	switch {
	case len(path) >= 2 && path[1] == ':':
		return 2
	case len(path) < 3 || !isSeparator(path[0]) || !isSeparator(path[1]):
		return 0
	case !isDevice(path):
		return partsEnd(path, 2, 2)
	case len(path) >= 8 && equalFold(path[4:7], "UNC") && isSeparator(path[7]):
		return partsEnd(path, 8, 2)
	}
	return partsEnd(path, 4, 1)
}

// partsEnd returns where, after start, the given number of parts of a path ends.
func partsEnd(path string, start, number int) int {
	for i := start; i < len(path); i++ {
		if !isSeparator(path[i]) {
			continue
		}
		if number--; number == 0 {
			return i
		}
	}
	return len(path)
}

func isSeparator(c byte) bool { return c == '\\' || c == '/' }
