// swift-format-ignore-file
// Made by embed.py out of Labs/13-two-doors/text.ja.md. Change that, and run embed.py.

extension BuiltInLabs {
    static let file13TwoDoorsTextJaMd = text(
###"""
# IAM はよいと言い、鍵はだめと言う

## story
金庫の鍵のキーポリシー (key policy) が新しくなりました。それ以来 alice と
bob が復号できないと言っています。IAM では 2 人とも "*" に kms:Decrypt が
許可されているのに。アカウントの管理者で IAM なら何でもできる mallory は
笑います。「では IAM をもっと足してあげよう」

carol は鍵を管理しますが、使ってはいけません。mallory も、アカウント
444455556666 も使ってはいけません。そして carol のアカウントが
失われたときには、ルートユーザー (root user) がポリシーを
直せなければなりません。

## task doors
まず尋ね、それから動きます。bob を止めているのは何でしょうか。

$ kmslab why --as bob kms:Decrypt alias/vault
$ kmslab can --matrix --as bob --as carol --as mallory --action kms:Decrypt
$ kmslab key policy get alias/vault

次に alice と bob だけを中に入れます。道は 3 つ: キーポリシーに名前を書く、
キーポリシーから IAM に聞かせる、グラント (grant) を渡す。それぞれ試しては元に
戻し (kmslab undo)、一番よいと思うものを残してください。

$ kmslab key policy put alias/vault @policy.json --as carol
$ kmslab grant create alias/vault --to ARN --operation NAME --as carol

## check insiders / title
alice と bob は復号できる
## check insiders / pass
2 人とも許可されました。鍵自身がよいと言ったか、誰に聞くかを
言ったからです。
## check insiders / fail
{who} はまだ {do} できません。止まった所: {stopped} (resource は鍵自身の
ポリシー、identity は IAM)。
## check outsiders / title
ほかの誰も鍵を使えない
## check outsiders / pass
mallory ともう 1 つのアカウントは、IAM が何と言おうと外にいます。
## check outsiders / fail
外の人であるはずの {who} が {do} できるようになりました。新しい文
(statement) は誰を入れるものでしょうか。
## check carol-manages / title
carol は今も鍵を管理できる
## check carol-manages / pass
carol はポリシーを変え、鍵を無効にできます。
## check carol-manages / fail
carol は鍵を管理できなくなりました。{do} が止まった所: {stopped}。
## check carol-blind / title
carol は鍵を使えない
## check carol-blind / pass
管理と使用は 2 つの仕事で、carol の仕事は片方だけです。
## check carol-blind / fail
carol が {do} できます。鍵を管理する人が、その鍵で読めてはいけません。
## check spare-key / title
ルートユーザーがポリシーを直せる
## check spare-key / pass
合鍵はいつもの所にあります。
## check spare-key / fail
ルートユーザーがポリシーを変えられなくなりました ({stopped})。
carol がいなくなれば、鍵も失われます。

## hint insiders 1
why が止まったのは、2 つの文書のどちらでしょうか。
## hint insiders 2
キーポリシーがこの 2 人について何か言うか、IAM に任せるまで、IAM に何を
書いてもここでは役に立ちません。
## hint insiders 3
2 人のユーザーに、必要な操作 1 つだけを許す文を足します。今ある文は残します。
## hint outsiders 1
鍵が IAM に聞くとしたら、IAM は mallory について何と言うでしょうか。
## hint outsiders 2
プリンシパル (principal) がアカウントなら「中の全員について IAM に聞く」、
星印なら「世界中の誰でも」という意味です。
## hint outsiders 3
2 人の名前を書くか、条件キー aws:PrincipalArn で 2 人に絞ります。
## hint carol-manages 1
PutKeyPolicy は文書をまるごと置き換えます。
## hint carol-manages 2
kmslab key policy get の結果を、初めのものと比べてみましょう。
## hint carol-manages 3
carol の文を、新しい文の隣に戻します。
## hint carol-blind 1
carol が読めるのは、どの文のためでしょうか。
## hint carol-blind 2
Decrypt や星印の操作と、carol を含むプリンシパルを探してみましょう。
## hint carol-blind 3
読む人の文から carol を外します。
## hint spare-key 1
今夜 carol のユーザーが消されたら、誰が助けられるでしょうか。
## hint spare-key 2
入口はキーポリシーだけです。ルートユーザーでも、そこに書かれていない
権限はありません。
## hint spare-key 3
RootKeepsTheKey の文は残さなければなりません。

## predict bob
bob の IAM ポリシーはすべての鍵に kms:Decrypt を許可しています。
キーポリシーには bob の名前がなく、拒否もありません。bob は
復号できるでしょうか。
## predict bob / option yes
できる
## predict bob / option no
できない
## predict bob / because
KMS ではキーポリシーが 1 つ目の扉です。許可するか IAM に任せるかで、
黙っていれば拒否です。AWS のほかのサービスなら、IAM の許可だけで足ります。
## predict mallory
mallory の IAM ポリシーは、すべてのものにすべての操作を許可しています。
mallory は復号できるでしょうか。
## predict mallory / option yes
できる
## predict mallory / option no
できない
## predict mallory / because
ポリシーが IAM に聞かない鍵にとって、アカウントの管理者は誰でもない人です。
## predict carol
carol には IAM ポリシーが 1 つもありません。キーポリシーを
変えられるでしょうか。
## predict carol / option yes
変えられる
## predict carol / option no
変えられない
## predict carol / because
同じアカウントの中なら、キーポリシーに名前があるだけで足ります。IAM は何も
言わなくてかまいません。

## aha
扉は 2 つ続いています。1 つ目はキーポリシーです。自分で開けるか (名前がある)、
2 つ目の扉に鍵を渡すか (プリンシパルがアカウント:「IAM に聞け」)、
閉じたままか。閉じたままなら、IAM が何と言っても入れません。

## exam
- キーポリシーが先: IAM だけで KMS キーを使えるようになることはない。
- Principal "arn:aws:iam::ACCOUNT:root" は「IAM に聞け」。ルートだけではない。
- 道は 3 つ: キーポリシーに名前、委任 (delegation) された IAM、グラント。

## break
ある学習ノートには「IAM で許可され、キーポリシーに拒否がなければ許可」
とあります。反例はもう見ました。kmslab why で誰かに
見せてください。そして、なぜ多くの鍵ではノートのとおりになるのか、kmslab key
create で作った鍵の標準のポリシーを見て考えてみましょう。

"""###)
}
