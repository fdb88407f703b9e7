package jinja

import (
	"math/rand/v2"
	"strings"
)

// latin are the words of lipsum.
const latin = `
a ac accumsan ad adipiscing aenean aliquam aliquet amet ante aptent arcu at auctor augue
bibendum blandit class commodo condimentum congue consectetuer consequat conubia convallis cras
cubilia cum curabitur curae cursus dapibus diam dictum dictumst dignissim dis dolor donec dui
duis egestas eget eleifend elementum elit enim erat eros est et etiam eu euismod facilisi
facilisis fames faucibus felis fermentum feugiat fringilla fusce gravida habitant habitasse hac
hendrerit hymenaeos iaculis id imperdiet in inceptos integer interdum ipsum justo lacinia lacus
laoreet lectus leo libero ligula litora lobortis lorem luctus maecenas magna magnis malesuada
massa mattis mauris metus mi molestie mollis montes morbi mus nam nascetur natoque nec neque
netus nibh nisi nisl non nonummy nostra nulla nullam nunc odio orci ornare parturient pede
pellentesque penatibus per pharetra phasellus placerat platea porta porttitor posuere potenti
praesent pretium primis proin pulvinar purus quam quis quisque rhoncus ridiculus risus rutrum
sagittis sapien scelerisque sed sem semper senectus sit sociis sociosqu sodales sollicitudin
suscipit suspendisse taciti tellus tempor tempus tincidunt torquent tortor tristique turpis
ullamcorper ultrices ultricies urna ut varius vehicula vel velit venenatis vestibulum vitae
vivamus viverra volutpat vulputate
`

var lipsumParams = params("generate_lorem_ipsum", "", 0, "n", "html", "min", "max")

// lipsum makes paragraphs of random Latin, of min to max-1 words each.
func lipsum(r *run, a *args) value {
	var p [4]value
	lipsumParams.bind(a, 0, p[:])
	n, low, high := asSize(p[0].or(integer(5))), p[2].or(integer(20)), p[3].or(integer(100))
	html := p[1].isMissing() || truth(r, p[1])
	words := strings.Fields(latin)
	var out []byte
	for i := range n {
		least, most := asSize(low), asSize(high)
		if least >= most {
			panic(errorf(kindValueError, "empty range for randrange() (%d, %d, %d)", least, most, most-least))
		}
		count := least + rand.IntN(most-least) //nolint:gosec // not a secret
		r.step(1 + max(count, 0))
		r.room(len(out) + 8*count)
		switch {
		case html && i > 0:
			out = append(out, '\n')
		case i > 0:
			out = append(out, "\n\n"...)
		}
		if html {
			out = append(out, "<p>"...)
		}
		out = appendParagraph(out, words, count)
		if html {
			out = append(out, "</p>"...)
		}
	}
	if html {
		return markup(string(out))
	}
	return text(string(out))
}

// appendParagraph appends sentences of 10 and more words with a comma after 3 and more.
func appendParagraph(dst []byte, words []string, count int) []byte {
	capital, comma, stop, last := true, 0, 0, ""
	for i := range count {
		word := words[rand.IntN(len(words))] //nolint:gosec // not a secret
		for word == last {
			word = words[rand.IntN(len(words))] //nolint:gosec // not a secret
		}
		last = word
		if i > 0 {
			dst = append(dst, ' ')
		}
		if capital {
			dst = append(dst, word[0]-'a'+'A')
			word = word[1:]
		}
		dst = append(dst, word...)
		capital = false
		if i-(3+rand.IntN(5)) > comma { //nolint:gosec // not a secret
			comma = i
			stop += 2
			dst = append(dst, ',')
		}
		if i-(10+rand.IntN(10)) > stop { //nolint:gosec // not a secret
			comma, stop = i, i
			dst = append(dst, '.')
			capital = true
		}
	}
	switch end := len(dst) - 1; {
	case count > 0 && dst[end] == ',':
		dst[end] = '.'
	case count <= 0 || dst[end] != '.':
		dst = append(dst, '.')
	}
	return dst
}
