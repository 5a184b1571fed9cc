// swift-format-ignore-file
// Made by embed.py out of Labs/01-envelope-by-hand/text.ja.md. Change that, and run embed.py.

extension BuiltInLabs {
    static let file01EnvelopeByHandTextJaMd = text(
###"""
# 封筒の中の手紙
## story
alice は 9 キロバイトの手紙を持っています。KMS が一度に受け取れるのは
4,096 バイトまでで、そもそも手紙を送りつける場所ではありません。

そこで alice は、AWS のサービスが内部で行っていることを自分の手で行います。
KMS から小さな鍵をもらい、その鍵で手紙を閉じ、小さな鍵のほうを KMS に
閉じてもらうのです。
## task seal
alice として、letter.txt を手作業で letter.env に封入してください。

1. alias/ledger のデータキー (data key) を KMS に求めます。暗号化コンテキスト
   (encryption context) は doc=letter です。鍵は平文とラップ済みの 2 通り
   届きます。
2. 一方で手紙を閉じ、もう一方を封筒に入れます。
3. KMS なしで開けてしまうものを、何も残さないでください。

使う動詞は gdk、seal、explain です。--help で説明を読めます。まず封筒なしで
試すとどうなるかを見てください。
$ kmslab encrypt letter.txt --direct --key alias/ledger --as alice
## task open
alice として封筒を開き、中身を back.txt に書き出してください。それから監査
ログを見ましょう。KMS は手紙の何を見たでしょうか。
## check made-a-data-key / title
alice が KMS からデータキーを受け取った
## check made-a-data-key / pass
doc=letter での alice による GenerateDataKey が {count} 件あります。
## check made-a-data-key / fail
{on} に対する alice による GenerateDataKey (doc=letter) がまだありません。
## hint made-a-data-key 1
KMS に送れるほど小さいものは何でしょうか。送るのは誰でしょうか。
## hint made-a-data-key 2
`kmslab trail` で、誰が何を求めたかが分かります。alice でしょうか。
コンテキストは付いていますか。
## hint made-a-data-key 3
`kmslab gdk --help` を見てください。最初に鍵、--context に doc=letter、--as に
求める人を書きます。
## check opens / title
letter.env が開き、中身が手紙である
## check opens / pass
{file} を開くと、最後の 1 バイトまで手紙と同じです。
## check opens / fail
{file} は開けません。理由: {message} ({error})。鍵が合わないなら、中の鍵は
封をした鍵とは違います。
## check opens / fail missing
{file} がまだありません。
## check opens / fail other
{file} は開けますが、手紙ではありません。書き出しは次のとおりです: {found}
## hint opens 1
封筒には 3 つのものが入ります。読む人が最初に必要とするのはどれでしょうか。
## hint opens 2
`kmslab explain letter.env` が各部分の名前を示します。ラップ済みの鍵は誰の
ものですか。
## hint opens 3
seal は --with で平文の鍵を受け取り、--wrapped でラップ済みの鍵を中に入れ
ます。両方とも同じ gdk から出たものでなければなりません。
## check really-uses-kms / title
KMS キーがなければ誰にも開けない
## check really-uses-kms / pass
{key} を無効にすると開けなくなりました ({error})。KMS が手紙を守っています。
## check really-uses-kms / fail
{key} を無効にしても {file} はまだ開けます。開けるための鍵が、平文のまま中に
入っています。
## check really-uses-kms / fail missing
{file} がまだありません。
## check really-uses-kms / fail refused
{key} が有効なときでさえ {file} は開けません。理由: {message}。
## hint really-uses-kms 1
KMS キーを止めたとき、何が開けなくなるべきでしょうか。
## hint really-uses-kms 2
ログの GenerateDataKey は、鍵が作られたことを示すだけで、使われたことは示し
ません。手紙を閉じたのはどの鍵ですか。
## hint really-uses-kms 3
手紙を閉じるのは平文のデータキーで、その横に入れるのはラップ済みの鍵です。
パスフレーズも平文の鍵も、中に入れるものではありません。
## check no-key-left / title
データキーがどこにも落ちていない
## check no-key-left / pass
平文のデータキーを含むファイルはありません。
## check no-key-left / fail
{file} に平文のデータキーがあります ({form})。持っている人には KMS が
要りません。
## hint no-key-left 1
gdk は 2 つのファイルを書きました。残してよいのはどちらでしょうか。
## hint no-key-left 2
データキーは必要な間だけ存在するもので、ファイルに住むものではありません。
## hint no-key-left 3
ラップ済みの鍵はどこにあっても構いません。KMS がなければただの雑音だから
です。もう一方はそうはいきません。
## check no-letter-left / title
手紙そのものが残っていない
## check no-letter-left / pass
{file} はもうありません。残っているのは封筒です。
## check no-letter-left / fail
{file} が封筒の横にそのまま残っています。泥棒が持って行くのはそちらです。
## hint no-letter-left 1
このフォルダーを見つけた人は、何をコピーするでしょうか。
## hint no-letter-left 2
フォルダーの中身を並べてみてください。封筒を無意味にするファイルはどれですか。
## hint no-letter-left 3
封筒が開けるようになったら、元の手紙はもう必要ありません。
## check unwrapped / title
alice が KMS の助けで封筒を開いた
## check unwrapped / pass
doc=letter での alice による Decrypt が {count} 件あります。
## check unwrapped / fail
alice として doc=letter で鍵の復号を KMS に求めた人は、まだ誰もいません。
## hint unwrapped 1
手紙を読む前に、ラップ済みの鍵に何が起こる必要がありますか。
## hint unwrapped 2
`kmslab open --help` を見てください。この動詞は自分で KMS に尋ねます。誰として
尋ねるのでしょうか。
## hint unwrapped 3
封筒を back.txt に開き、--as で自分が誰かを伝えてください。
## predict direct
`kmslab encrypt letter.txt --direct` は手紙そのものを KMS に送ります。何が
起こるでしょうか。
## predict direct / option works
KMS が暗号化する
## predict direct / option refused
これほど長い手紙を KMS は受け取らない
## predict direct / because
Encrypt が受け取れるのは 4,096 バイトまでです。大きなものには封筒を使います。
## predict calls
9 キロバイトを封入するのに、KMS へのリクエストは何回必要でしょうか。
## predict calls / because
9 キロバイトでも 9 ギガバイトでも、GenerateDataKey が 1 回です。
## aha
箱は 2 つです。手紙はデータキーで閉じた箱に、データキーは KMS が閉じた箱に
入っています。サービスまで旅をするのは小さな箱だけです。「エンベロープ暗号化
(envelope encryption)」とは、それだけのことです。
## exam
- 4 KB を超えるデータ: GenerateDataKey、手元で暗号化、ラップ済みの鍵をデータの
  横に保存、平文の鍵は忘れる。
- Decrypt に送るのはラップ済みの鍵で、データではない。
- KMS キーを無効にすると、その下の封筒はすべて閉じたままになる。
## break
どこでもよいので 1 バイト反転させてください。文句を言うのはどちらの箱ですか。
$ kmslab flip letter.env 0x40
$ kmslab open letter.env -o x.txt --as alice

"""###)
}
