// swift-format-ignore-file
// Made by embed.py out of Labs/18-who-sees-plaintext/text.ja.md. Change that, and run embed.py.

extension BuiltInLabs {
    static let file18WhoSeesPlaintextTextJaMd = text(
###"""
# 4 つの方法と 9 組の目

## story
「暗号化してあります」は、誰に対してかを言うまで何も意味しません。雲銀行は
契約書を kumo-letters に置きます。方法は 4 つ、種類は 6 つあります。S3 の鍵
(SSE-S3)、KMS (SSE-KMS、AWS の鍵か自分の鍵)、要求と一緒に持ち込む鍵
(SSE-C)、そして手元を離れる前に封をする方法 (クライアント側暗号化、KMS か
自分の鍵) です。

読むその瞬間に鍵を持っているのは誰か。このラボはそれがすべてです。

## task guess
まず予想し、それから見ます。bob はオブジェクトを読めますが、鍵は使えません。

$ kmslab lab predict

そのあと実際に試させて、予想を直しましょう。

$ kmslab matrix kumo-letters
$ kmslab matrix kumo-letters --why sse-kms reader

## task ways
alice として contract.txt を kumo-letters に 6 通りに置きます:
1-sse-s3、2-aws-key、3-own-key (alias/letters)、4-sse-c、5-client-kms
(先に alias/letters で封をする)、6-client-own (先に自分の鍵か
パスフレーズで封をする)。

$ kmslab object put FILE BUCKET/KEY --sse s3|kms|c --sse-key KEY --as alice
$ kmslab object put FILE BUCKET/KEY --sse c --sse-c-key c.key --as alice
$ kmslab encrypt FILE --key KEY -o OUT          (手元で封、鍵は KMS)
$ kmslab seal FILE --with own.key -o OUT        (手元で封、鍵は自分)
$ openssl rand -hex 32 > c.key; openssl rand 32 > own.key
$ aws s3 cp FILE s3://BUCKET/KEY --sse aws:kms --sse-kms-key-id alias/letters

## task rule
最後にもう一度、kumo-letters/rule として置きます。bob には読めず role/app には
読める、いちばん安い方法で。ほかのプログラムや秘密は使いません。

## check guessed / title
5 問中 4 問以上の予想が当たる
## check guessed / pass
{of} 問中 {right} 問正解です。表は調べたものではなく、試して
計算したものです。
## check guessed / fail
{of} 問中 {right} 問正解です。表を見て、もう一度予想してみましょう。
## check guessed / fail unmade
{of} 問中 {made} 問を予想しました。
## check way-1 / title
1: オブジェクトを読める人なら読める
## check way-1 / pass
bob は読めました。SSE-S3 なら、s3:GetObject のある人には S3 が
開けて渡します。
## check way-1 / fail
1-sse-s3 を bob が読めません ({error})。SSE-S3 なら鍵は
問われないはずです。
## check way-1 / fail noise
bob はバイト列を得ましたが、契約書ではありません。
## check way-2 / title
2: AWS の鍵で、KMS を通して
## check way-2 / pass
bob は読めて、イベントには aws/s3 が出ます。この鍵はアカウントの中で、
S3 を通って来る人なら誰にでも開きます。
## check way-2 / fail
bob が 2-aws-key を求めると {error} でした。どの鍵で暗号化しましたか。
## check way-2 / fail differs
2-aws-key の暗号化は {found} で、KMS を通っていません。
## check way-3 / title
3: 自分の KMS キー
## check way-3 / pass
分岐した世界 (fork) で alias/letters を無効にすると、
開けなくなりました。
## check way-3 / fail
alias/letters を無効にしても 3-own-key はまだ開けます。別の鍵で
暗号化されています。
## check way-3 / fail missing
kumo-letters/3-own-key がまだありません。
## check way-3 / fail refused
alice が 3-own-key を開けません: {error}。
## check way-4 / title
4: 鍵は要求と一緒に来る
## check way-4 / pass
鍵がなければ、ルートユーザー (root user) でも拒否されました ({error})。
## check way-4 / fail
ルートユーザーが鍵なしで 4-sse-c を求めると、{error} になりました。
## check way-4 / fail succeeded
ルートユーザーが鍵なしで 4-sse-c を読めました。SSE-C では S3 は鍵を
持たないので、これは SSE-C ではありません。
## check way-5 / title
5: 手元で封、鍵は KMS
## check way-5 / pass
alias/letters で開き、ほかのものでは開きません。
## check way-5 / fail
alias/letters を無効にしても 5-client-kms はまだ開けます。別の鍵で
封がされています。
## check way-5 / fail missing
kumo-letters/5-client-kms がまだありません。
## check way-5 / fail refused
5-client-kms が KMS で開きません ({error})。
## check way-5-sealed / title
5: S3 は平文を持たない
## check way-5-sealed / pass
S3 が渡すものは、封がされたままです。
## check way-5-sealed / fail
S3 自身が 5-client-kms を開けて契約書を渡しています。サーバーが
封をしたものは、あなたが封をしたものではありません。
## check way-5-sealed / fail missing
kumo-letters/5-client-kms がまだありません。
## check way-6 / title
6: 鍵を持つのはあなただけ
## check way-6 / pass
S3 もルートユーザーも平文を得られませんでした。1 年後でも同じです。
## check way-6 / fail
{who} が 6-client-own の平文を手に入れました。誰の鍵で封をしましたか。
## check way-6 / fail missing
kumo-letters/6-client-own がまだありません。
## check app-reads / title
決まり: role/app は読める
## check app-reads / pass
role/app は読めました。
## check app-reads / fail
kumo-letters/rule を role/app が読めません: {error}。
## check app-reads / fail noise
role/app が得たバイト列は契約書ではありません。
## check bob-blind / title
決まり: bob は読めない
## check bob-blind / pass
bob には s3:GetObject がありますが、拒否されました。鍵を
使えないからです。
## check bob-blind / fail
kumo-letters/rule を bob が読めています。s3:GetObject だけで足りました。
## check bob-blind / fail missing
kumo-letters/rule がまだありません。

## hint guessed 1
読むその瞬間に鍵を持っているのは誰でしょうか。
## hint guessed 2
SSE では、読める人のために S3 が開けます。KMS キーなら、読む人の名前で KMS に
聞いてからです。クライアント側暗号化では、S3 に開けるものがありません。
## hint guessed 3
表を出し、5 つのマスそれぞれについて --why で聞いてみましょう。
## hint way-1 1
誰も何も言わないとき、バケットはファイルをどうするでしょうか。
## hint way-1 2
--sse の言葉のうち、KMS キーの要らないものがあります。
## hint way-1 3
S3 自身の鍵で置きます。その鍵を断られる人はいません。
## hint way-2 1
KMS を頼んで鍵の名前を言わないと、S3 はどの鍵を使うでしょうか。
## hint way-2 2
エイリアスが aws/ で始まり、アカウントの誰でも通す鍵です。
## hint way-2 3
KMS を頼み、鍵は書きません。
## hint way-3 1
あなたの鍵を無効にしたら、何が開けなくなるべきでしょうか。
## hint way-3 2
object head で、どの鍵で暗号化されたかがわかります。
## hint way-3 3
KMS を頼み、alias/letters と名前を言います。
## hint way-4 1
鍵を持ち込んだら、次は誰が持って来なければならないでしょうか。
## hint way-4 2
--sse c は 32 バイトのファイルを取ります。16 進数でもかまいません。
## hint way-4 3
openssl で鍵のファイルを作り、--sse-c-key に渡します。なくさないでください。
S3 は持っていません。
## hint way-5 1
先に封、それから置く。どの鍵で封をしましたか。
## hint way-5 2
kmslab encrypt はエンベロープ (envelope) を作ります。データキーを
包むのは KMS です。
## hint way-5 3
手元で alias/letters を使って暗号化し、できたものを置きます。
## hint way-5-sealed 1
ルートユーザーとして取り出し、見てみましょう。読めますか。
## hint way-5-sealed 2
サーバー側暗号化は、S3 がバイトを渡すところで終わります。
## hint way-5-sealed 3
contract.txt ではなく、封をしたファイルを置きます。
## hint way-6 1
開けるように命令できるのは誰でしょうか。
## hint way-6 2
KMS にある鍵は、アカウントの誰かが使えます。この鍵はそこにあってはいけません。
## hint way-6 3
kmslab seal に鍵のファイルかパスフレーズを渡し、できたものを置きます。
## hint app-reads 1
role/app が持っているのは何でしょうか。オブジェクトと、IAM に聞く鍵です。
## hint app-reads 2
S3 への要求のほかに、ファイルもプログラムも持っていません。
## hint app-reads 3
表で、Decrypt のある読者が P になる行はどれでしょうか。
## hint bob-blind 1
bob はどのオブジェクトも読めます。できないことは何でしょうか。
## hint bob-blind 2
ただの読者は拒否され、Decrypt のある読者は読める、最初の行を探しましょう。
## hint bob-blind 3
サーバー側の方法で、ポリシーをあなたが決められる鍵を使います。

## predict thief
SSE-S3 で、誰かがディスクを盗みました。そこにあるのは何でしょうか。
## predict thief / option plaintext
平文
## predict thief / option noise
意味のないバイト列
## predict thief / option refused
拒否
## predict thief / because
2023 年から、S3 のものは何も言わなくても暗号化されてディスクにあります。
SSE-S3 が防ぐ敵は、このディスク泥棒です。
## predict reader-s3
SSE-S3 で、bob には s3:GetObject があり、鍵の権限はありません。何を得ますか。
## predict reader-s3 / option plaintext
平文
## predict reader-s3 / option noise
意味のないバイト列
## predict reader-s3 / option refused
拒否
## predict reader-s3 / because
S3 は読める人のために復号します。S3 の鍵による暗号化は、
アクセス制御ではありません。
## predict reader-own
自分の鍵の SSE-KMS で、bob には s3:GetObject があり、鍵の
権限はありません。何を得ますか。
## predict reader-own / option plaintext
平文
## predict reader-own / option noise
意味のないバイト列
## predict reader-own / option refused
拒否
## predict reader-own / because
S3 は bob の名前で KMS に聞きます。扉は 2 つ、オブジェクトの
扉と鍵の扉です。
## predict service
自分の鍵の SSE-KMS で、S3 が答えている間、そのメモリーにあるのは何でしょうか。
## predict service / option plaintext
平文
## predict service / option noise
意味のないバイト列
## predict service / option refused
拒否
## predict service / because
サーバー側とは、サーバーが一瞬平文を持つということです。それを変えるのは
クライアント側暗号化だけです。
## predict root-client
手元で自分の鍵で封をしてから置きました。ルートユーザーは何を得ますか。
## predict root-client / option plaintext
平文
## predict root-client / option noise
意味のないバイト列
## predict root-client / option refused
拒否
## predict root-client / because
権限は鍵ではありません。ルートユーザーはすべてのバイトを読めますが、どれも
意味のない列です。

## aha
SSE-S3 と暗号化なしの違いは、1 組の目、ディスク泥棒だけです。AWS の KMS
キーは、ログの 1 行と、ほかのアカウントに閉じた扉を足します。読者を締め
出すのは自分の KMS キーから、S3 を締め出すのはクライアント側暗号化からです。

## exam
- SSE-S3: アクセス制御ではない。SSE-KMS: kms:Decrypt も必要で、記録が残る。
- SSE-C: 毎回自分の鍵、HTTPS のみ、S3 は鍵を保存しない。DSSE: 二重。
- クライアント側: AWS は平文を持たない。通信路を守るのは TLS の仕事。

## break
TLS がなければ、通信路の目が開きます: kmslab matrix kumo-letters --http。どの
行が変わりますか。SSE-C がそもそも断られるのはなぜでしょうか。

"""###)
}
