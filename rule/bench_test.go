package rule

import (
	"fmt"
	"testing"
)

func benchmarkMap(tb testing.TB, resources int) *Map {
	m := NewMap(Options{})
	for i := range resources {
		base := fmt.Sprintf("/api/v1/resource%d", i)
		for _, r := range []struct{ method, tail string }{
			{"GET", ""},
			{"POST", ""},
			{"GET", "/<int:id>"},
			{"PUT", "/<int:id>"},
			{"GET", "/<int:id>/comments"},
			{"GET", "/groups/<group>/members/<member>"},
			{"GET", "/keys/<uuid:key>"},
		} {
			if err := m.Add(&Rule{Pattern: base + r.tail, Endpoint: r.method + base + r.tail, Methods: []string{r.method}}); err != nil {
				tb.Fatal(err)
			}
		}
	}
	if err := m.Compile(); err != nil {
		tb.Fatal(err)
	}
	return m
}

func BenchmarkMatch(b *testing.B) {
	for _, resources := range []int{1, 1000} {
		m := benchmarkMap(b, resources)
		for name, path := range map[string]string{
			"static": "/api/v1/resource0", "int": "/api/v1/resource0/12345",
			"strings": "/api/v1/resource0/groups/staff/members/ada", "miss": "/api/v1/resource0/1/none",
		} {
			b.Run(fmt.Sprintf("%s/%d", name, 7*resources), func(b *testing.B) {
				var match Match
				req := Request{Path: path, Method: "GET"}
				b.ReportAllocs()
				for b.Loop() {
					m.Match(&match, req)
				}
			})
		}
	}
}

func BenchmarkBuild(b *testing.B) {
	m := benchmarkMap(b, 100)
	req := BuildRequest{
		Endpoint: "GET/api/v1/resource7/groups/<group>/members/<member>",
		Values:   []Pair{{"group", "staff"}, {"member", "ada"}, {"page", 2}},
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.Build(req); err != nil {
			b.Fatal(err)
		}
	}
}
