package jinja

const methodExpressions = `
'aBc dEf'.capitalize()
'ßx'.capitalize()
'ǆx'.capitalize()
'ÉA'.capitalize()
'Straße ẞ'.casefold()
'ΑΣ Σ'.casefold()
'ΑΣ'.lower()
'ΑΣΑ'.lower()
'Σ'.lower()
'A.Σ'.lower()
'İ'.lower()
'ÀB'.lower()
'ß'.upper()
'ﬁx ŉ ǰ'.upper()
'ǆ'.upper()
'ǆ'.title()
"they're bill's".title()
'é'.encode()
"a'b".encode()
'a'.encode('utf-16-le')
'é'.encode('latin-1')
'é€'.encode('latin-1', 'replace')
'é'.encode('ascii', 'ignore')
'é'.encode('ascii', 'xmlcharrefreplace')
'é€'.encode('ascii', errors='backslashreplace')
'é'.encode('ascii')
'é'.encode('ascii', 'nothing')
'é'.encode('nothing')
'é'.encode()[0]
'é'.encode()[5:]
len('é'.encode())
list('é'.encode())
'é'.encode().decode('utf-8')
'é'.encode().decode('latin-1')
'é'.encode().decode('ascii', 'replace')
'é'.encode().hex()
'a'.encode() == 'a'.encode()
'a'.encode() == 'a'
(258).to_bytes(2, 'big')
(258).to_bytes(3, 'little')
(5).to_bytes()
(-2).to_bytes(2, 'big', signed=True)
(-2).to_bytes(2, 'big')
(256).to_bytes(1, 'big')
(127).to_bytes(1, 'big', signed=True)
(128).to_bytes(1, 'big', signed=True)
(1.5).fromhex('0x1.8p1')
(1.5).fromhex('-1.8')
(1.5).fromhex('x')
'abc'.maketrans('ab', 'xy')
'abc'.maketrans({'a': '1', 98: None})
'abc'.maketrans('ab', 'x')
'abc'.maketrans('a', 'x', 'c')
'abc'.maketrans(1)
'abc'.translate('abc'.maketrans('ab', 'xy', 'c'))

'hello wORLD 3rd'.title()
'ﬁx'.title()
'ß'.title()
'aBc'.swapcase()
'ßÀ'.swapcase()
''.capitalize()
'abc1'.isalnum()
'abc '.isalnum()
''.isalnum()
'é'.isalpha()
'a1'.isalpha()
'abc'.isascii()
''.isascii()
'é'.isascii()
'12'.isdecimal()
'²'.isdecimal()
'²'.isdigit()
'①'.isdigit()
'½'.isdigit()
'½'.isnumeric()
'一'.isnumeric()
'一'.isalpha()
'Ⅷ'.isnumeric()
'٣'.isdecimal()
'abc'.isidentifier()
'1a'.isidentifier()
'é_1'.isidentifier()
''.isidentifier()
'a b'.isidentifier()
'abc'.islower()
'aBc'.islower()
'1'.islower()
'ª'.islower()
'ABC'.isupper()
'A1'.isupper()
'ǅ'.isupper()
'Abc Def'.istitle()
'Abc def'.istitle()
'ABc'.istitle()
'ǅa'.istitle()
'1'.istitle()
' \t\n'.isspace()
'\x1c\x85\xa0\u2003'.isspace()
'\u200b'.isspace()
''.isspace()
'a\n'.isprintable()
'aé '.isprintable()
''.isprintable()
'\u2028'.isprintable()
'abc'.center(8)
'abc'.center(9)
'ab'.center(5)
'ab'.center(6, '*')
'abc'.center(2)
'é'.center(4, 'ü')
'abc'.ljust(5)
'abc'.ljust(5, '.')
'abc'.rjust(5)
'abc'.rjust(5, '.')
'abc'.center(8, '')
'abc'.center(8, 'ab')
'abc'.center(8, 1)
'abc'.center('a')
'abc'.center()
'abc'.center(1, 2, 3)
'42'.zfill(5)
'-42'.zfill(5)
'+42'.zfill(5)
''.zfill(2)
'abc'.zfill(2)
'abc'.zfill('a')
'a\tb'.expandtabs()
'a\tbc\td'.expandtabs(4)
'a\n\tb'.expandtabs(4)
'é\tb'.expandtabs(4)
'a\tb'.expandtabs(0)
'a\tb'.expandtabs(tabsize=2)
'a\tb'.expandtabs(-1)
'  ab '.strip()
'  ab '.lstrip()
'  ab '.rstrip()
'xxabxx'.strip('x')
'xyabyx'.strip('yx')
'xxab'.lstrip('x')
'abxx'.rstrip('x')
'ab'.strip(None)
'ab'.strip(1)
'ab'.strip('')
'\x1f\u3000a\x85'.strip()
'éaé'.strip('é')
'abc'.removeprefix('ab')
'abc'.removeprefix('x')
'abc'.removesuffix('bc')
'abc'.removeprefix(1)
'aXbXc'.count('X')
'aaaa'.count('aa')
'abc'.count('')
'aéc'.count('')
'abc'.count('a', 1)
'abc'.count('', 5)
'abc'.count('', 3)
'abc'.count(1)
'abcb'.find('b')
'abcb'.find('b', 2)
'abcb'.find('b', 2, 3)
'abcb'.find('x')
'éab'.find('b')
'éab'.find('b', -1)
'abc'.find('', 3)
'abc'.find('', 4)
'abc'.find('a', None, None)
'abc'.find(1)
'abc'.find()
'abc'.find('a', 'b')
'abc'.find(1, 2, 3, 4)
'abcb'.rfind('b')
'éabéb'.rfind('b', 0, -1)
'abc'.rfind('')
'abcb'.index('c')
'abcb'.index('x')
'abcb'.rindex('b')
'abcb'.rindex('x')
'abc'.startswith('ab')
'abc'.startswith(('x', 'a'))
'abc'.startswith('b', 1)
'abc'.startswith('', 4)
'abc'.startswith(1)
'abc'.startswith((1,))
'abc'.startswith(['a'])
'abc'.startswith()
'abc'.endswith('bc')
'abc'.endswith('b', 0, 2)
'abc'.endswith(())
'aXbXc'.replace('X', '--')
'aXbXc'.replace('X', '-', 1)
'aXbXc'.replace('X', '-', 0)
'aXbXc'.replace('X', '-', -1)
'abc'.replace('', '.')
'abc'.replace('', '.', 2)
''.replace('', 'x')
'é'.replace('', '-')
'abc'.replace('a')
'abc'.replace(1, 2)
'abc'.replace('a', 2)
'abc'.replace('a', 'b', 'c')
' a  b c '.split()
' a  b c '.split(None, 1)
' a  b c '.split(maxsplit=2)
' a  b c '.split(None, 0)
' a  b c '.rsplit(None, 1)
' a  b c '.rsplit(None, 0)
' a  b c '.rsplit()
'a,b,,c'.split(',')
'a,b,,c'.split(',', 2)
'a,b,,c'.split(sep=',', maxsplit=1)
'a,b,,c'.rsplit(',', 1)
'a,b,,c'.rsplit(',', 0)
'a--b--c'.split('--')
''.split()
''.split(',')
'abc'.split('')
'abc'.split(1)
'abc'.split(a=1)
'abc'.split('a', 'b')
'abc'.split(1, 2, 3)
'a\nb\r\nc\rd'.splitlines()
'a\nb\r\nc\rd\n'.splitlines(True)
'a\x0bb\x0cc\x1cd\x85e\u2028f'.splitlines()
'a\n'.splitlines(keepends=True)
''.splitlines()
'abc'.splitlines(1, 2)
'a=b=c'.partition('=')
'a=b=c'.rpartition('=')
'abc'.partition('=')
'abc'.rpartition('=')
'abc'.partition('')
'abc'.partition(1)
','.join(['a', 'b'])
','.join('abc')
','.join({'a': 1, 'b': 2})
','.join([])
','.join(['a', 1])
','.join(1)
','.join()
','.join(['a', M('b')])
'abc'.translate({97: 'x', 98: None, 99: 100})
'abc'.translate({97: -1})
'abc'.translate({97: 1.5})
'abc'.upper(1)
'abc'.upper(a=1)
'abc'.isupper(1)
'a{}b{}'.format(1, 'x')
'{1}{0}{1}'.format('a', 'b')
'{a}-{b}'.format(a=1, b=[2])
'{0[a]}{0[0]}'.format({'a': 1, 0: 2})
'{0.real}'.format(5)
'{{}}'.format()
'{!r:>6}'.format('a')
'{!s}{!a}'.format('é', 'é')
'{:>{}}'.format('a', 5)
'{:{w}.{p}f}'.format(3.14159, w=8, p=2)
'{a[b][0]}'.format_map({'a': {'b': [7]}})
'{}'.format(M('<b>'))
'{:5}|'.format(M('<b>'))
'{}'.format(U)
'{}'.format(D)
'{0[x:y]}'.format({'x:y': 1})
'{:}'.format(5)
'{'.format()
'}'.format()
'{0'.format(1)
'{a}'.format()
'{}'.format()
'{0}{}'.format(1)
'{}{0}'.format(1)
'{!x}'.format(1)
'{!}'.format(1)
'{0!rx}'.format(1)
'{0.}'.format(1)
'{0[]}'.format(1)
'{0[a]b}'.format({'a': 1})
'{0.a}'.format(1)
'{0[a]}'.format([1])
'{0[5]}'.format([1])
'{:{:{}}}'.format(1, 2, 3)
'{}'.format_map({})
'{a}'.format_map(1)
`

const markupExpressions = `
M('<b>') + '<'
'<' + M('<b>')
M('a') + M('<')
M('a') + 1
1 + M('a')
M('a') + None
M('a') + U
M('a') + C
U + M('a')
M('<') * 2
2 * M('<')
M('%s') % '<'
M('%s %s') % ('<', M('<'))
M('%r') % '<'
M('%a') % 'é<'
M('%s') % ['<']
M('%s %s') % ['<']
M('%(a)s') % {'a': '<'}
M('%(a)d') % {'a': 5}
M('%d') % 3.7
M('%d') % '42'
M('%d') % 'a'
M('%d') % None
M('%x') % 5
M('%f') % '1.5'
M('%.2f') % 1.234
M('%5s|') % '<'
M('%.3s') % '<'
M('%c') % 'a'
M('%s') % U
M('%s') % None
M('%%') % ()
M('%*d') % (5, 1)
'%s' % M('<')
'%r' % M('<')
M('<a>').upper()
M('<A>').lower()
M('a b').split()
M('a b').rsplit(None, 1)
M('a\nb').splitlines()
M('a-b').partition('-')
M('a-b').rpartition('-')
M('a<').replace('a', '<')
M('a<').replace('<', M('<b>'))
M('a').center(3, '<')
M('a').center(3)
M('a').ljust(3, '.')
M('a').rjust(3, '.')
M(' a ').strip()
M('a').zfill(3)
M('a').title()
M('ab').capitalize()
M('aB').swapcase()
M('aB').casefold()
M('a\t').expandtabs(2)
M('ab').removeprefix('a')
M('ab').removesuffix('b')
M('ab').translate({97: 'x'})
M(',').join(['<', M('<')])
M('<').join(['a', 1])
M('<').join({'a<': 1})
','.join([M('<'), '<'])
M('{}').format('<')
M('{}').format(M('<'))
M('{a}').format(a='<')
M('{!r}').format('<')
M('{:>5}').format('<')
M('{:5}').format(M('a'))
M('{:d}').format(5)
M('{0[a]}').format({'a': '<'})
M('{a}').format_map({'a': '<'})
M('{}').format()
M('{a}').format()
M('<{}>').format(U)
M('&lt;&amp;&#39;&#x41;&eacute;&notit;&nosuch;&copy').unescape()
M('&#0;&#128;&#55296;&#1114112;&#1;&#xfdd0;&#13;&#65').unescape()
M('&& &#; &#x; &').unescape()
M('a <b>c</b>  d\n<!-- x > --> &lt;').striptags()
M('a < b').striptags()
M('<!-- a').striptags()
M('a<b<c>d').striptags()
M('').escape('<')
M('a').find('a')
M('a').isalpha()
M('abc')[1]
repr(M('<"'))
escape('<&>"\'')
escape('plain text that is long')
escape('plain text # that is long')
escape('plain text that is <long>')
escape(M('<'))
escape(5)
escape(None)
escape(['<'])
escape({'<': '>'})
escape(U)
escape(C)
escape(D)
escape('0123456<')
escape('01234567<')
escape('0123456&01234567>0"')
`

const undefinedExpressions = `
U + 1
1 + U
'a' + U
[1] + U
U - 1
U * 2
2 * U
'a' * U
U / 1
U // 1
U % 1
1 % U
U ** 2
-U
+U
U < 1
1 < U
U == U
U == 1
1 == U
U != 1
C == C
U == C
S == 1
1 == S
S != S
[S] == [1]
bool(U)
bool(S)
str(U)
str(C)
str(D)
str(S)
repr(U)
repr(S)
U()
C()
U.a
C.a
C['a']
U['a']
U[1:2]
C[1:2]
1 in U
1 in S
len(S)
list(S)
'%s' % U
'%d' % U
'%f' % U
'%x' % U
'%(a)s' % U
'a' % U
'%s' % S
{U: 1}
{U: 1}[U]
{S: 1}
[U]
attribute(U, 'a')
item(U, 'a')
attribute(C, 'a')
attribute([], 'a')
attribute({'a': 1}, 'a')
attribute({'items': 1}, 'b')
item({'items': 1}, 'items')
item({}, 'b')
item([1], 0)
item([1], 5)
item([1], 'a')
item('abc', 1)
item('abc', 1.5)
item({}, [])
item({}, S)
item(None, 'a')
attribute('abc', 'b')
attribute({'a': 1}, 'b') + 1
attribute([], 'x') + 1
attribute(None, 'x') + 1
attribute(M(''), 'x') + 1
item({'a': 1}, 1) + 1
item([1], 7) + 1
`

const reprExpressions = `
'a'
"it's"
'"'
'\'"'
'\\'
'\n\r\t'
'\x00\x1f\x7f\x80\xa0\xad'
'é€😀'
'\u200b\u2028\ue000\uffff'
'\U000e0001\U0010ffff'
ascii('é€😀')
1.0
1e16
1e15
1.5e-5
0.1
-0.0
1e22
float('nan')
-float('inf')
123456789012345678901234567890
-123456789012345678901234567890
True
None
[]
()
(1,)
(1, 2)
[1, [2, (3,)], {'a': None}]
{}
{'a': 'b', 1: 2.0}
{1: 2}.keys()
{1: 2}.values()
{1: 2}.items()
str([1, 'a'])
str('a')
str(1.0)
str(True)
str(10 ** 5000)
repr(10 ** 4299)
int('10')
int(' -1_000 ')
int('٣')
int('')
int('1__0')
int('+-1')
float('1e5')
float(' 1_0.5 ')
float('1e999')
float('-inf')
float('.5')
float('5.')
float('.')
float('1e')
float('x')
`
