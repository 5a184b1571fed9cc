// swift-format-ignore-file
// Made by embed.py out of Labs/03-label/text.ja.md. Change that, and run embed.py.

extension BuiltInLabs {
    static let file03LabelTextJaMd = text(
###"""
# 封筒のラベル

## story
雲銀行 (Kumo Bank) には行員のための診療所があります。表の 1 行は患者番号と
診断で、診断は alias/med で直接暗号化されています。row-1.enc は患者 {p1}、
row-2.enc は患者 {p2} のものです。アプリ (role/app) は番号で行を探し、
そこにあるものを復号 (decrypt) します。

mallory は鍵を一つも持っていません。でも表には書き込めます。代わりに
試してみましょう。

$ mv row-1.enc x.enc; mv row-2.enc row-1.enc; mv x.enc row-2.enc
$ kmslab decrypt row-1.enc -o - --as role/app

そのあと元に戻してください。どのバイトも本物なのに、答えは間違いでした。

## task label
2 行とも暗号化し直し、それぞれが自分の患者のときだけ開くようにします。
暗号化コンテキスト (encryption context) の patient=番号 がラベルです。

$ kmslab encrypt FILE --direct --key alias/med --context KEY=VALUE -o OUT
$ aws kms encrypt --plaintext fileb://FILE --encryption-context KEY=VALUE ...

平文を手元に出さずに KMS の中だけで済ませることもできます: kmslab
reencrypt または aws kms re-encrypt。

## task rule
次に、これを決まりにします。role/app は、どの患者かを言ったときだけ
alias/med で復号できるようにします。条件キー (condition key) は
kms:EncryptionContext:patient です。キーポリシー (key policy) を
管理するのは carol です。

$ kmslab key policy get alias/med
$ kmslab key policy put alias/med @policy.json --as carol

## check no-swap / title
すり替えがもう効かない
## check no-swap / pass
分岐した世界 (fork) ですり替えたところ、どちらの行も拒否されました。
ラベルはタグ (tag) が証明するものの一部です。
## check no-swap / fail
分岐した世界で行 {row} のすり替えを試しましたが、
うまくいきません: {error}。
## check no-swap / fail works
すり替えはまだ効きます。同じラベルでどちらも開くので、アプリは行
{row} と行 {other} を見分けられません。
## check no-swap / fail broken
行 {row} が自分のラベルで開けません ({error})。
## check no-swap / fail missing
行 {row} のファイルが作業場所 (workspace) にありません。

## check right-text / title
患者 {p1} に正しい内容が届く
## check right-text / pass
患者 {p1} はラベルを付けて開け、内容も正しいものでした。
## check right-text / fail
patient={p1} で row-1.enc を読めませんでした: {error}。
## check right-text / fail other
patient={p1} で開くと別の内容が出てきます:「{found}」。ラベルを
付けたとき、行はすり替わったままではありませんでしたか。
## check right-text / fail missing
作業場所に row-1.enc がありません。

## check no-name / title
ラベルに個人情報がない
## check no-name / pass
証跡 (trail) にあるのは番号だけです。ラベルは秘密ではなく、これなら誰が
読んでもかまいません。
## check no-name / fail
患者の名前か診断が証跡に残っています ({count} 件)。
ラベルはすべてのログに平文で書かれ、証跡は何も忘れません。
リセットして最初からやり直しましょう。

## check shifted / title
ラベルの区切りはずらせない
## check shifted / pass
同じ文字でも区切りが違えば別のラベルです。拒否されました。
## check shifted / fail
同じ文字を別の所で区切ったものが、同じラベルとして
扱われました: {error}。

## check app-needs-label / title
ラベルがなければ読めない
## check app-needs-label / pass
ラベルのない role/app は、明示的な拒否 (explicit deny) で止まりました。
## check app-needs-label / fail
role/app はラベルなしでまだ {on} を使えます。ラベルのない行なら、
だまされて何でも読んでしまいます。
## check app-needs-label / fail reason
role/app は拒否されましたが、Deny によるものではありません。
止まった所: {stopped}。

## check app-reads / title
ラベルがあればアプリは読める
## check app-reads / pass
patient={p1} を付ければ role/app は復号できます。
## check app-reads / fail
正しいラベルでも role/app は復号できなくなりました。
止まった所: {stopped}。

## hint no-swap 1
その行が誰のものかは、行のどこに書いてありますか。それを
確かめている人はいますか。
## hint no-swap 2
AES-GCM には、暗号化はされないが認証される入力があります。KMS ではこれを
暗号化コンテキストと呼びます。前と後で explain の表示を比べてみましょう。
## hint no-swap 3
--context の値は行ごとに違うものにし、2 行とも付けます。古いコンテキスト (なし
) で開き、新しいもので封をします。
## hint right-text 1
ラベルを付ける前に、1 行目の内容を見てみましょう。
## hint right-text 2
ラベルは、封をしたものを何でも本物にします。取り違えも例外ではありません。
## hint right-text 3
行が元どおりになるまで undo し、ペニシリン (penicillin) の入ったファイルを
見つけて、それを患者 {p1} のものとして封をします。
## hint no-name 1
暗号化コンテキストは誰が読めるでしょうか。
## hint no-name 2
kmslab trail --json で requestParameters を見てみましょう。
## hint no-name 3
名前ではなく番号を使います。証跡に書かれたことは残るので、ラボを
リセットしてもう一度進めてください。
## hint shifted 1
組のキーはどこで終わり、値はどこから始まるでしょうか。
## hint shifted 2
a=bc と ab=c とで、タグに入るバイト列を比べてみましょう。
## hint shifted 3
キーと値の前に長さが必要です。
## hint app-needs-label 1
ラベルを求める Allow を足しても、求めない Allow が残っていれば効きません。
## hint app-needs-label 2
どの Allow にも勝つ効果 (effect) は何でしょうか。要求にキーが「ないこと」を
調べる演算子はどれでしょうか。
## hint app-needs-label 3
2 つ目の文 (statement) を足します。Deny、そのロール、Decrypt だけ、条件キーに
演算子 Null、値は "true" です。
## hint app-reads 1
kmslab why で、アプリを止めた文がわかります。
## hint app-reads 2
条件のない Deny はいつでも効きます。
## hint app-reads 3
Deny は残し、ラベルがないときだけ当てはまる条件を付けます。

## predict swap
まだラベルがないとき、mallory が 2 つのファイルを入れ替えました。アプリが患者
{p1} を読むと、何が得られるでしょうか。
## predict swap / option own
患者 {p1} の内容
## predict swap / option other
患者 {p2} の内容
## predict swap / option error
エラー: タグが合わない
## predict swap / because
タグが証明するのは、KMS が作った暗号文であること、1 ビットも
変わっていないことだけです。どの行に置かれたかは、結び付けるまで
何も言いません。

## predict public
暗号化コンテキストはどこに書かれるでしょうか。
## predict public / option secret
どこにも書かれない。平文と同じく秘密である
## predict public / option public
証跡のすべてのイベントに、平文で書かれる
## predict public / because
コンテキストは認証されますが、暗号化はされません。CloudTrail に出るからこそ
監査 (audit) に役立ちます。

## aha
ラベルは暗号文の中に保存されません。そのバイトがタグの計算に入る、
それだけです。同じ内容を 2 つのラベルで暗号化しても長さは同じです。開く人は
同じ組を 1 バイトも違わずに言わなければなりません。順番は関係ありません。

## exam
- 暗号化コンテキスト = 追加認証データ (AAD): 完全に一致しなければ開かない。
- 秘密ではない: CloudTrail に出る。個人情報を入れてはいけない。
- ポリシーで使える: kms:EncryptionContext:KEY。グラントの制約にも使える。

## break
{"patient": "{p1}"} の代わりに {"patien": "t{p1}"} と言ってみましょう。文字の
並びは同じです。よく知られた 3 つの KMS エミュレーターは、キーと値を
長さなしでつなぐので開いてしまいます。ここでは開いてはいけません。Web
アプリなら、値をポリシー変数 (policy variable) にできます。例えば
${cognito-identity.amazonaws.com:sub} なら、利用者は自分の行しか開けません。

"""###)
}
