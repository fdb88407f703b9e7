package rule

import "testing"

// What Python's str answers.
func TestListsAndMapsAsText(t *testing.T) {
	for _, test := range []struct {
		value any
		want  string
	}{
		{[]any{}, "[]"},
		{[]any{"a", 1, nil, true, 1.5, []int{2}}, "['a', 1, None, True, 1.5, [2]]"},
		{[]string{"it's", `"`, `'"`, "\\", "\n\r\t", "é\x00\u200b\U000e0001"}, `["it's", '"', '\'"', '\\', '\n\r\t', 'é\x00\u200b\U000e0001']`},
		{map[string]any{"b": 1, "a": []any{"x"}}, "{'a': ['x'], 'b': 1}"},
		{[2]bool{true, false}, "[True, False]"},
	} {
		if got := pyStr(test.value); got != test.want {
			t.Errorf("%#v: got %s, want %s", test.value, got, test.want)
		}
	}
}

func TestListsAreEqualByTheirElements(t *testing.T) {
	for _, test := range []struct {
		a, b any
		want bool
	}{
		{[]any{1, "a"}, []any{1.0, "a"}, true},
		{[]any{1}, []int{1}, true},
		{[]any{1}, []any{1, 2}, false},
		{[]any{1, 2}, []any{2, 1}, false},
		{[]any{"1"}, []any{1}, false},
		{[]any{[]any{true}}, []any{[]any{1}}, true},
		{[]any{}, nil, false},
	} {
		if got := pyEqual(test.a, test.b); got != test.want {
			t.Errorf("%v == %v: got %t, want %t", test.a, test.b, got, test.want)
		}
	}
}
