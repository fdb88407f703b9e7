package main

import (
	"fmt"
	"math/rand/v2"
)

// A route is a method and a path whose variables are {name} or, for a number,
// {name:int}.
type route struct {
	method, path string
}

// perResource is how many routes makeRules makes for one resource.
const perResource = 10

// makeRules makes n routes of REST-like resources, ten for each.
func makeRules(n int) []route {
	var rules []route
	for i := range n / perResource {
		base := resource(i)
		rules = append(rules,
			route{"GET", base},
			route{"POST", base},
			route{"GET", base + "/{id:int}"},
			route{"PUT", base + "/{id:int}"},
			route{"DELETE", base + "/{id:int}"},
			route{"GET", base + "/{id:int}/comments"},
			route{"POST", base + "/{id:int}/comments"},
			route{"GET", base + "/by-name/{name}"},
			route{"GET", base + "/groups/{group}/members/{member}"},
			route{"GET", base + "/reports/weekly/by-region/summary"},
		)
	}
	return rules
}

func resource(i int) string {
	nouns := []string{"users", "orders", "articles", "invoices", "projects", "tickets", "photos", "teams"}
	return fmt.Sprintf("/api/v1/%s%d", nouns[i%len(nouns)], i)
}

// A shape is a kind of request, on different resources.
type shape struct {
	name     string
	found    bool
	requests []request
}

type request struct {
	method, path string
}

// makeShapes makes 64 requests of each kind, of resources that are spread over all.
func makeShapes(n int) []shape {
	random := rand.New(rand.NewPCG(1, uint64(n)))
	kinds := []struct {
		name, method, tail string
		found              bool
	}{
		{"static", "GET", "", true},
		{"one int", "GET", "/%d", true},
		{"two strings", "GET", "/groups/staff/members/ada-%d", true},
		{"deep static", "GET", "/reports/weekly/by-region/summary", true},
		{"miss", "GET", "/%d/likes", false},
		{"wrong method", "PATCH", "/%d", false},
	}
	var shapes []shape
	for _, k := range kinds {
		s := shape{name: k.name, found: k.found}
		for range 64 {
			path := resource(random.IntN(n/perResource)) + k.tail
			if len(k.tail) > 1 && k.name != "deep static" {
				path = fmt.Sprintf(path, random.IntN(100_000))
			}
			s.requests = append(s.requests, request{k.method, path})
		}
		shapes = append(shapes, s)
	}
	return shapes
}
