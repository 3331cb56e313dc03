//go:build linux || darwin || freebsd

package main

import "syscall"

// suffix is what the name of a side file has behind the name of its launcher.
const suffix = "-script.py"

// maxLinks is how many links a path may lead over, as in Linux
// (path_resolution(7)).
const maxLinks = 40

// findSideFile returns the path and the beginning of the side file, given the paths
// that the system has for the launcher's own file, the most reliable one first. All
// links are followed: the side file lies where the launcher really is, and has its
// real name.
func findSideFile(own []string) (side, head string, p *problem) {
	for _, path := range own {
		side = resolve(path) + suffix
		head, err := readHead(side)
		if err == nil {
			return side, head, nil
		}
		if p == nil {
			p = noSideFile(side, err)
		}
	}
	if p == nil {
		p = &problem{exitNotFound, "this system does not tell where the launcher lies", "call the script by its whole path"}
	}
	return "", "", p
}

func noSideFile(side string, err error) *problem {
	p := &problem{exitNotRunnable, "cannot read the script " + side + ": " + err.Error(), "install its package again"}
	if failed(err, syscall.ENOENT) {
		p.code = exitNotFound
		p.hint += ", or use a symbolic link instead of a copy of the launcher"
	}
	return p
}

// readHead returns how a file begins: the first line or more, or headSize bytes.
func readHead(path string) (string, error) {
	fd, err := openFile(path)
	if err != nil {
		return "", err
	}
	buffer := make([]byte, headSize)
	size := 0
	for size < len(buffer) {
		n, err := syscall.Read(fd, buffer[size:])
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			return "", err
		}
		if n == 0 {
			break
		}
		size += n
		if indexByte(string(buffer[:size]), '\n') >= 0 {
			break
		}
	}
	return string(buffer[:size]), nil
}

// openFile opens a file that the interpreter does not inherit.
func openFile(path string) (fd int, err error) {
	for {
		fd, err = syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
		if err != syscall.EINTR {
			return fd, err
		}
	}
}

// resolve follows all links of an absolute path. Where a part of it is not there or
// is one link too many, it stays: opening the file tells what is wrong.
func resolve(path string) string {
	done, links := "", 0
	for path != "" {
		var name string
		name, path = cut(path)
		switch name {
		case "", ".":
			continue
		case "..":
			done = directory(done)
			continue
		}
		target := readLink(done + "/" + name)
		if target == "" || links == maxLinks {
			done += "/" + name
			continue
		}
		links++
		if target[0] == '/' {
			done = ""
		}
		path = target + "/" + path
	}
	return done
}

// readLink returns what a link holds, and "" for what is no link.
func readLink(path string) string {
	for size := 256; ; size *= 4 {
		buffer := make([]byte, size)
		n, err := syscall.Readlink(path, buffer)
		if err != nil {
			return ""
		}
		if n < size {
			return string(buffer[:n])
		}
	}
}

// absolute returns a path as it is from the root, "" for none and where the current
// directory can't be told.
func absolute(path string) string {
	if path == "" || path[0] == '/' {
		return path
	}
	current, err := syscall.Getwd()
	if err != nil {
		return ""
	}
	return current + "/" + path
}

// cut splits a path before and behind its first slash.
func cut(path string) (name, rest string) {
	if i := indexByte(path, '/'); i >= 0 {
		return path[:i], path[i+1:]
	}
	return path, ""
}

// directory returns an absolute path up to its last slash; "" is the root.
func directory(path string) string {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '/' {
			return path[:i]
		}
	}
	return ""
}
