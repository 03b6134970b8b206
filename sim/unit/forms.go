package unit

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Numbers and dates as people write them elsewhere. They are never read: what they
// mean differs from country to country. They are named in messages only.

var (
	// grouped is a number whose thousands are set off, and perhaps a fraction.
	commas      = regexp.MustCompile(`^\d{1,3}(?:,\d{3})+(\.\d+)?$`)
	spaces      = regexp.MustCompile(`^\d{1,3}(?:[ \x{a0}\x{2009}\x{202f}]\d{3})+([.,]\d+)?$`)
	apostrophes = regexp.MustCompile(`^\d{1,3}(?:['’]\d{3})+([.,]\d+)?$`)
	points      = regexp.MustCompile(`^\d{1,3}(?:\.\d{3}){2,}(,\d+)?$`)
	pointComma  = regexp.MustCompile(`^\d{1,3}(?:\.\d{3})+(,\d+)$`)
	decimals    = regexp.MustCompile(`^\d+(,\d+)$`)
	// numeral is the number that a text begins with, in any of these forms.
	numeral = regexp.MustCompile(`^[-+]?\d[\d.,'’ \x{a0}\x{2009}\x{202f}]*\d`)
)

// Plain is a text that begins with a number as other countries write it, with that
// number as it is written here: "1 000", "1'000" and "1.000.000" are 1000, 1000 and
// 1000000, "2,5 EF" is "2.5 EF". why says what the number has; is reports whether it
// has any of it. A lone point is none: "20.000" is a number here.
func Plain(s string) (plain, why string, is bool) {
	text := strings.TrimSpace(s)
	number := numeral.FindString(text)
	rest := text[len(number):]
	digits := strings.TrimLeft(number, "+-")
	sign := number[:len(number)-len(digits)]
	why = separator(digits)
	for _, form := range []*regexp.Regexp{commas, spaces, apostrophes, points, pointComma, decimals} {
		m := form.FindStringSubmatch(digits)
		if m == nil {
			continue
		}
		whole := strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, strings.TrimSuffix(digits, m[1]))
		return sign + whole + strings.Replace(m[1], ",", ".", 1) + rest, why, true
	}
	return "", "", false
}

// separator is what a number has that it has not here.
func separator(number string) string {
	switch {
	case commas.MatchString(number):
		return "commas"
	case strings.ContainsAny(number, "'’"):
		return "apostrophes"
	case strings.ContainsAny(number, " \u00a0\u2009\u202f"):
		return "spaces"
	case strings.Count(number, ".") > 1:
		return "points for thousands"
	}
	return "a decimal comma"
}

var (
	year      = regexp.MustCompile(`^(19|2[01])\d\d$`)
	yearMonth = regexp.MustCompile(`^((?:19|2[01])\d\d)[-/. ](\d{1,2})$`)
	yearFirst = regexp.MustCompile(`^((?:19|2[01])\d\d)[-/. ](\d{1,2})[-/. ](\d{1,2})$`)
	yearLast  = regexp.MustCompile(`^(\d{1,2})([-/. ])(\d{1,2})[-/. ]((?:19|2[01])\d\d)$`)
	quarter   = regexp.MustCompile(`(?i)^(?:Q([1-4])[ -/]?((?:19|2[01])\d\d)|((?:19|2[01])\d\d)[ -/]?Q([1-4]))$`)
)

// Dates are the days that a text may mean which is no date here: a year, a month, the
// first day of a quarter, or a day in another order; two where the order of day and
// month is open. There are none for what is not in the calendar.
func Dates(s string) (days []string) {
	text := strings.Join(strings.Fields(s), " ")
	add := func(y, m, d string) {
		at, err := time.Parse("2006-1-2", y+"-"+m+"-"+d)
		if err != nil {
			return
		}
		if day := at.Format(time.DateOnly); day != strings.TrimSpace(s) && (len(days) == 0 || days[0] != day) {
			days = append(days, day)
		}
	}
	switch m := text; {
	case year.MatchString(m):
		add(m, "1", "1")
	case yearMonth.MatchString(m):
		p := yearMonth.FindStringSubmatch(m)
		add(p[1], p[2], "1")
	case yearFirst.MatchString(m):
		p := yearFirst.FindStringSubmatch(m)
		add(p[1], p[2], p[3])
	case yearLast.MatchString(m):
		p := yearLast.FindStringSubmatch(m)
		add(p[4], p[3], p[1])
		if p[2] == "/" || len(days) == 0 {
			add(p[4], p[1], p[3])
		}
	case quarter.MatchString(m):
		p := quarter.FindStringSubmatch(m)
		add(p[2]+p[3], fmt.Sprint(3*int((p[1] + p[4])[0]-'0')-2), "1")
	default:
		m = strings.ReplaceAll(m, ",", "")
		for _, form := range []string{"January 2006", "Jan 2006", "2006 January", "2006 Jan", "January-2006", "Jan-2006",
			"2 January 2006", "2 Jan 2006", "2. January 2006", "2. Jan 2006", "January 2 2006", "Jan 2 2006", "2-Jan-2006", "20060102", "2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02 15:04:05"} {
			if at, err := time.Parse(form, m); err == nil {
				add(fmt.Sprint(at.Year()), fmt.Sprint(int(at.Month())), fmt.Sprint(at.Day()))
				break
			}
		}
	}
	return days
}
