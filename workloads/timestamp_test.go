package workloads

import (
	"strings"
	"testing"
	"time"

	"sovsim/sim"
)

// 07:01:55 is 25,315 s of its day.
func TestTimeStamps(t *testing.T) {
	const s = time.Second
	for _, c := range []struct {
		text string
		want time.Duration // since 2017-10-09 00:00
	}{
		{"2017-10-09 07:01:55", 25315 * s},
		{"2017-10-09T07:01:55", 25315 * s},
		{"2017-10-09t07:01:55z", 25315 * s},
		{"2017-10-09T07:01:55Z", 25315 * s},
		{"2017-10-09 07:01:55 UTC", 25315 * s},
		{"2017-10-09 07:01:55+00:00", 25315 * s},
		{"2017-10-09T09:01:55+02:00", 25315 * s},
		{"2017-10-09T09:01:55+0200", 25315 * s},
		{"2017-10-09 09:01:55 +02", 25315 * s},
		{"2017-10-08T23:31:55-07:30", 25315 * s},
		{"2017-10-09 07:01:55.250", 25315*s + 250*time.Millisecond},
		{"2017-10-09 07:01:55,25", 25315*s + 250*time.Millisecond},
		{"2017-10-09T09:01:55.000000001+02:00", 25315*s + 1},
		{"2017-10-09 07:01:55.0000000005", 25315 * s},   // halves to even
		{"2017-10-09 07:01:55.0000000015", 25315*s + 2}, // halves to even
		{"2017-10-09 07:01:55.9999999999", 25316 * s},
		{"2017-10-09 07:02", 25320 * s},
		{"2017-10-09T07:02Z", 25320 * s},
		{"2017-10-09", 0},
	} {
		at, _, ok := parseStamp([]byte(c.text))
		day := sim.Time(time.Date(2017, 10, 9, 0, 0, 0, 0, time.UTC).UnixNano())
		if !ok || at.Sub(day) != c.want {
			t.Errorf("%s is %v of its day, %v; want %v", c.text, at.Sub(day), ok, c.want)
		}
	}
	for _, text := range []string{"", "2017", "2017-10-9 07:01:55", "2017-02-29 07:01:55", "2017-10-09 24:00:00", "2017-10-09 07:60", "2017-10-09 07:01:60",
		"2017-10-09 07:01:55.", "2017-10-09 07:01:5x", "2017-10-09 07:01:55 CET", "2017-10-09 07:01:55+2", "2017-10-09 07:01:55+15:00", "2017-10-09 07:01:55Z ",
		"2017-10-09T", "2017-10-09  07:01:55", "2017-10-09 07", "09/10/2017 07:01", "1969-12-31 23:59:59", "2100-01-01 00:00:00", "2017-10-09 07:01:55+02:0", "20171009 070155"} {
		if at, _, ok := parseStamp([]byte(text)); ok {
			t.Errorf("%q is read as %v", text, at)
		}
	}
}

// Time zero is a midnight in UTC where stamps have zones; stamps with and without a
// zone go together only where the zone is UTC.
func TestZones(t *testing.T) {
	rows, _, err := read(t, phillyHead+"\n2017-10-09T01:00:00+02:00,1,1,,c\n2017-10-09T01:00:00Z,1,1,,c\n", Options{})
	// 01:00+02:00 is 23:00 UTC of the day before, so time zero is 00:00 of 8 October.
	if err != nil || rows[0].Submit != sim.Time(23*time.Hour) || rows[1].Submit != sim.Time(25*time.Hour) {
		t.Errorf("%v, %v", rows, err)
	}
	f, err := Check(write(t, "log", []byte(phillyHead+"\n2017-10-09T01:00:00+02:00,1,1,,c\n")), Options{})
	if err != nil || f.Header().Get(timeZero) != "2017-10-08 00:00:00 UTC" {
		t.Errorf("%v, time zero %q", err, f.Header().Get(timeZero))
	}
	_, _, err = read(t, phillyHead+"\n2017-10-09 01:00:00,1,1,,c\n2017-10-09T01:00:00+02:00,1,1,,c\n", Options{})
	if err == nil || !strings.Contains(err.Error(), `trace:3:1: timestamp is "2017-10-09T01:00:00+02:00", want a zone in all time stamps, or in none`) {
		t.Errorf("with and without a zone: %v", err)
	}
}
