package installed

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
)

// Site is a line of the file.
type Site struct {
	Name, Region, Owner, Accelerators string
	// Count is the number of accelerators, 0 where it is not known.
	Count int
	// BF16 and EightBit are H100-equivalents on the two bases; EightBit is 0 where
	// there is none.
	BF16, EightBit float64
	// Cluster is the cluster of the scenarios in which it is, LeftOut why it is
	// in none.
	Cluster, LeftOut string
	// Certainty is confirmed, likely, unlikely, or mixed for a sum.
	Certainty, Source string
}

// columns are those of the file.
var columns = []string{"site", "region", "owner", "accelerators", "count", "h100e_bf16", "h100e_8bit", "cluster", "left_out", "certainty", "source"}

// Epoch is the source of the lines that make up totals.
const Epoch = "Epoch AI"

// US tells the United States from Europe.
func (s *Site) US() bool { return s.Region == "US" }

// Counted reports whether the line is part of totals.
func (s *Site) Counted() bool { return s.Source == Epoch }

// Read reads the file.
func Read(r io.Reader) ([]Site, error) {
	c := csv.NewReader(r)
	head, err := c.Read()
	if err != nil {
		return nil, err
	}
	if !slices.Equal(head, columns) {
		return nil, fmt.Errorf("the columns are %v, want %v", head, columns)
	}
	var list []Site
	for {
		row, err := c.Read()
		if err == io.EOF {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		line, _ := c.FieldPos(0)
		s := Site{Name: row[0], Region: row[1], Owner: row[2], Accelerators: row[3], Cluster: row[7], LeftOut: row[8], Certainty: row[9], Source: row[10]}
		number := func(column int) (x float64) {
			if row[column] != "" && err == nil {
				x, err = strconv.ParseFloat(row[column], 64)
			}
			return x
		}
		s.Count, s.BF16, s.EightBit = int(number(4)), number(5), number(6)
		switch {
		case err != nil:
			return nil, fmt.Errorf("line %d: %w", line, err)
		case !slices.Contains([]string{"public", "private", "both"}, s.Owner):
			return nil, fmt.Errorf("line %d: the owner is %q, not public, private or both", line, s.Owner)
		case (s.Cluster == "") == (s.LeftOut == ""):
			return nil, fmt.Errorf("line %d: a site is in a cluster or left out for a reason, one of the two", line)
		}
		list = append(list, s)
	}
}

// Sum is the H100-equivalents of some sites on both bases.
type Sum struct{ BF16, EightBit float64 }

// Total adds up the counted sites that are in.
func Total(list []Site, in func(*Site) bool) (sum Sum) {
	for i := range list {
		if s := &list[i]; s.Counted() && in(s) {
			sum.BF16 += s.BF16
			sum.EightBit += s.EightBit
		}
	}
	return sum
}

// Of are the sites of an owner on one side of the Atlantic.
func Of(owner string, us bool) func(*Site) bool {
	return func(s *Site) bool { return s.Owner == owner && s.US() == us }
}
