// swift-format-ignore-file
// Made by embed.py out of Labs/07-rotation/text.ja.md. Change that, and run embed.py.

extension BuiltInLabs {
    static let file07RotationTextJaMd = text(
###"""
# 1 分で過ぎる 1 年

## story
1 月に alice は alias/ledger でデータキー (data key) を作り、それで帳簿に
封をして (january.env)、暗号化されたデータキーを隣に置きました
(january.dk)。監査人は鍵を年に 1 度ローテーション (rotation) するように
求めています。雲銀行のだれもが恐れているのは、何テラバイトものデータを
復号し、暗号化し直す夜です。

1 年進めて、本当は何が起こるのか見てみましょう。

## task year
carol が自動ローテーションを有効にし、1 年が過ぎます。そのあと alice として
1 月のデータキーを開き、それで帳簿を開きます。どの材料 (key material) が
使われたかに注目してください。

$ kmslab key rotation on KEY --days 365 --as carol
$ kmslab clock advance 366d
$ kmslab tree alias/ledger
$ kmslab decrypt january.dk --context month=january -o k --as alice
$ kmslab open january.env --with k -o back.csv
$ aws kms enable-key-rotation --key-id ID --rotation-period-in-days 365
$ aws kms list-key-rotations --key-id ID

## task move
次に、1 月のデータキーだけを新しい材料に移します。移したものを january.dk に
上書きしてください。KMS には、中で復号して暗号化し直す操作が 1 つあります。
最後に監査人の質問に答えます。

$ kmslab lab answer bytes NUMBER

## check new-material / title
鍵に新しい材料がある
## check new-material / pass
1 つのキー ID に材料が {found} 個。幹は同じで、年輪が増えました。
## check new-material / fail
材料はまだ {found} 個だけです。ローテーションはその日が来たときに
起こり、ラボの時計はあなたが進めたときに進みます。
## check same-key / title
鍵は同じままである
## check same-key / pass
alias/ledger は初めと同じ鍵を指しています。
## check same-key / fail
alias/ledger は別の鍵を指すようになりました。これは
ローテーションではありません。古い鍵を ID や ARN で呼ぶもの (ポリシーや
グラント) は付いてきません。
## check looked / title
1 月のデータキーを開いた
## check looked / pass
開きました。イベントには材料の名前が出ています。KMS が自分で選びました。
## check looked / fail
1 月のデータキーを開いた Decrypt が証跡 (trail) にありません。移す前に
一度開き、どの材料が使われたか見てください。
## check on-new-material / title
january.dk は最新の材料の下にある
## check on-new-material / pass
january.dk は最新の材料 #{found} で暗号化されています。
## check on-new-material / fail
january.dk はまだ材料 #{found} で暗号化されています。間違いではなく、
開けます。ただ、課題はそれを移すことでした。
## check on-new-material / fail missing
作業場所に january.dk がありません。
## check on-new-material / fail other-key
january.dk は別の鍵で暗号化されています。
## check still-fits / title
帳簿は今も開く
## check still-fits / pass
january.dk が開き、中の鍵で帳簿が開きます。
## check still-fits / fail
january.dk の中身では january.env が開けなくなりました ({error})。帳簿に
封をしたデータキーのままでなければならず、KMS キーも
有効でなければなりません。
## check still-fits / fail other
帳簿から別の内容が出てきます:「{found}」。
## check still-fits / fail missing
作業場所に january.env か january.dk がありません。
## check body-untouched / title
帳簿は 1 バイトも変わっていない
## check body-untouched / pass
january.env は 1 月のものと 1 バイトも違いません。
## check body-untouched / fail
january.env のバイトが変わりました。データまで暗号化し直しています。
データキーを移すだけなら、帳簿が何テラバイトでもその必要はありません。
## check bytes / title
監査人の質問
## check bytes / pass
正解です: {given}。ローテーションは材料を足すだけ、移すのは鍵 32
バイトだけです。
## check bytes / fail
{given} ではありません。january.env を前と後で比べてみましょう。
## check bytes / fail unanswered
まだ答えていません。

## hint new-material 1
錠前の台座は同じ、中の筒だけが新しい。職人はいつ来るのでしょうか。
## hint new-material 2
kmslab key rotation status alias/ledger で次の日付が、kmslab clock で
今日がわかります。
## hint new-material 3
先に有効にし、それから時計をその日より先へ進めます。無効な鍵は
ローテーションされず、有効に戻したときに追い付きます。
## hint same-key 1
ローテーションが変えないものは何でしょうか。
## hint same-key 2
今のエイリアスが指すキー ID と、kmslab trail にある ID を比べてみましょう。
## hint same-key 3
エイリアスが元の鍵を指すまで undo し、その鍵をローテーションします。
## hint looked 1
暗号文には材料の名前が入っています。KMS はどれで開くのでしょうか。
## hint looked 2
kmslab trail --json で keyMaterialId を探してみましょう。
## hint looked 3
january.dk が最初の材料の下にあるうちに、alice として、コンテキストを
付けて復号します。
## hint on-new-material 1
ローテーションは古い暗号文をそのままにします。動かすのは何でしょうか。
## hint on-new-material 2
explain january.dk に材料が出ます。開くためと封をするため、2 つの
コンテキストを取る KMS の操作は何でしょうか。
## hint on-new-material 3
ReEncrypt です。宛先は同じ鍵、コンテキストは両側とも同じ。結果で
january.dk を上書きします。
## hint still-fits 1
帳簿が知っている鍵は、封をした 1 つだけです。
## hint still-fits 2
GenerateDataKey は毎回新しい鍵を作ります。ReEncrypt は同じ鍵を包み直します。
## hint still-fits 3
undo して、データキーを作り直さないでください。KMS キーは有効ですか。
## hint body-untouched 1
小さいのはどちらで、大きいのはどちらでしょうか。
## hint body-untouched 2
KMS キーで包まれているのは小さい箱だけです。
## hint body-untouched 3
1 月のファイルまで undo し、包まれたデータキーだけを暗号化し直してもらいます。
## hint bytes 1
ローテーションが触ったのは、2 つのファイルのどちらでしょうか。
## hint bytes 2
ローテーションはどちらにも触っていません。包み直したのは january.dk です。
質問は顧客のデータについてです。
## hint bytes 3
1 月の january.env と違うバイトを数えてみましょう。

## predict old-opens
ローテーションのあと、1 月の暗号化されたデータキーは開くでしょうか。
## predict old-opens / option opens
開く。前と同じ
## predict old-opens / option fails
開かない。古い材料で作ったものだから
## predict old-opens / because
KMS は鍵のすべての材料を復号のために残し、正しいものを自分で
選びます。だれも、どれかを知っている必要はありません。
## predict rewritten
鍵がローテーションされるとき、KMS が暗号化し直すものは何でしょうか。
## predict rewritten / option all
その鍵で守られたすべてのデータ
## predict rewritten / option keys
その鍵で暗号化されたすべてのデータキー
## predict rewritten / option nothing
何もない
## predict rewritten / because
KMS はデータも、暗号化されたデータキーも持っていません。これからの暗号化に
新しい材料を使う、それだけです。

## answer bytes
ローテーションと移動で、顧客のデータ (january.env) は何バイト変わりましたか。

## aha
KMS キーは年輪のある幹です。ID、ARN、エイリアス、ポリシー、
グラントはそのまま。暗号化には新しい年輪、復号にはすべての年輪を使います。
暗号文は、だれかが移すまで自分の年輪にぶら下がっています。

## exam
- 自動ローテーション: 材料は新しく ID は同じ。90 から 2560 日、標準 365 日。
- 古い暗号文はそのまま開く。ローテーションは何も暗号化し直さない。
- インポートした鍵はオンデマンドのみ。非対称鍵と HMAC 鍵にはない。

## break
材料 #1 が漏れたとしたら、ローテーションは 1 月の帳簿を守るでしょうか。
守りません。古いデータキーを持つ人はそれを開き、帳簿も開けます。役に立つのは、
新しいデータキーでデータを暗号化し直すことだけです。その日の前に鍵を
無効にし、ひと月後に有効にすると、いつローテーションされるでしょうか。

"""###)
}
