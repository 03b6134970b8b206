package unit

import (
	"strings"
	"testing"
)

// Numbers as Britain, France, Switzerland and Germany write them.
func TestPlain(t *testing.T) {
	for text, want := range map[string]string{
		"1,000": "1000 commas", "1,234,567.5 h100e": "1234567.5 h100e commas", "1 000": "1000 spaces", "1 000,5": "1000.5 spaces",
		"1\u202f000 EF": "1000 EF spaces", "1'000": "1000 apostrophes", "1’000.25": "1000.25 apostrophes", "1.000.000": "1000000 points for thousands",
		"1.000.000,5": "1000000.5 points for thousands", "1.000,5": "1000.5 a decimal comma", "2,5 EF": "2.5 EF a decimal comma", "-2,5": "-2.5 a decimal comma",
		"1,5h": "1.5h a decimal comma",
		// None of them.
		"20.000": "", "64": "", "1e6": "", "many": "", "": "", "1 00": "", "1,": "", "1,2,3": "", "1.2.3": "", "1h 30m": "",
	} {
		plain, why, is := Plain(text)
		if got := strings.TrimSpace(plain + " " + why); got != want || is != (want != "") {
			t.Errorf("%q: got %q, %v, want %q", text, got, is, want)
		}
	}
}

func TestDates(t *testing.T) {
	for text, want := range map[string]string{
		"2027": "2027-01-01", "2027-03": "2027-03-01", "2030-7-1": "2030-07-01", "2030/07/01": "2030-07-01", "2030.07.01": "2030-07-01",
		"01.07.2030": "2030-07-01", "1.7.2030": "2030-07-01", "01/07/2030": "2030-07-01 2030-01-07", "13/07/2030": "2030-07-13", "07/13/2030": "2030-07-13",
		"July 2030": "2030-07-01", "Jul 2030": "2030-07-01", "Jan 2027": "2027-01-01", "1 July 2030": "2030-07-01", "July 1, 2030": "2030-07-01", "1-Jul-2030": "2030-07-01",
		"Q3 2030": "2030-07-01", "2030-Q3": "2030-07-01", "20300701": "2030-07-01", "2030-07-01 12:00": "2030-07-01",
		// Nothing that is in the calendar, or a date already.
		"2027-13-01": "", "2027-13": "", "31.02.2030": "", "2030-07-01": "", "1850": "", "9999": "", "Mai 2030": "", "soon": "", "": "", "30d": "",
	} {
		if got := strings.Join(Dates(text), " "); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
