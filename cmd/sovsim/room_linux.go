package main

import (
	"bytes"
	"math"
	"os"
	"path"
	"runtime"
	"strconv"
	"strings"
	"syscall"
)

// yetToCome is the address space that threads, not jobs, take after the command has
// begun: each a stack, and an arena of the C library.
func yetToCome() int64 { return int64(min(runtime.GOMAXPROCS(0), 8)+4) * 64 << 20 }

// room is how many bytes of memory this process may still take: the least of what the
// machine has left, what its control groups allow, and its limits. 0 is not known.
func room() int64 {
	least := int64(math.MaxInt64)
	note := func(n int64, known bool) {
		if known {
			least = min(least, max(n, 1))
		}
	}
	note(field("/proc/meminfo", "MemAvailable:"))
	for _, g := range controlGroups() {
		limit, ok := number64(g.limit)
		used, _ := number64(g.used)
		note(limit-used, ok && limit < math.MaxInt64/2)
	}
	for _, l := range []struct {
		resource int
		used     string
	}{{syscall.RLIMIT_AS, "VmSize:"}, {syscall.RLIMIT_DATA, "VmData:"}} {
		var r syscall.Rlimit
		if syscall.Getrlimit(l.resource, &r) == nil && r.Cur < math.MaxInt64 {
			used, ok := field("/proc/self/status", l.used)
			note(int64(r.Cur)-used-yetToCome(), ok)
		}
	}
	if least == math.MaxInt64 {
		return 0
	}
	return least
}

// field is a line of a file in /proc, as MemAvailable: 8123456 kB, in bytes.
func field(file, name string) (int64, bool) {
	data, err := os.ReadFile(file)
	if err != nil {
		return 0, false
	}
	for line := range bytes.Lines(data) {
		words := strings.Fields(string(line))
		if len(words) >= 2 && words[0] == name {
			n, err := strconv.ParseInt(words[1], 10, 64)
			return n << 10, err == nil
		}
	}
	return 0, false
}

type controlGroup struct{ limit, used string }

// controlGroups are the files of the groups that this process is in, and of those
// above them, of both versions.
func controlGroups() (list []controlGroup) {
	data, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return nil
	}
	for line := range strings.Lines(string(data)) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) < 3 {
			continue
		}
		top, limit, used := "", "", ""
		switch {
		case parts[0] == "0":
			top, limit, used = "/sys/fs/cgroup", "memory.max", "memory.current"
		case strings.Contains(","+parts[1]+",", ",memory,"):
			top, limit, used = "/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes"
		default:
			continue
		}
		for p := path.Clean("/" + parts[2]); ; p = path.Dir(p) {
			list = append(list, controlGroup{path.Join(top, p, limit), path.Join(top, p, used)})
			if p == "/" {
				break
			}
		}
	}
	return list
}

// number64 is the number in a file; there is none where it says max.
func number64(file string) (int64, bool) {
	data, err := os.ReadFile(file)
	if err != nil {
		return 0, false
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(data)), 10, 64)
	return n, err == nil
}
