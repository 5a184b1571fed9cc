// swift-format-ignore-file
// Made by embed.py out of Labs/23-three-locks/text.ja.md. Change that, and run embed.py.

extension BuiltInLabs {
    static let file23ThreeLocksTextJaMd = text(
###"""
# 3 つの錠前と 1 つの名前

## story
法律は雲銀行に、帳簿を 7 年間、誰にも、ルートユーザー (root user) にも
変えられないように保存することを求めています。バケット kumo-ledger では
オブジェクトロック (Object Lock) が有効ですが、まだ何もロックされていません。
bob は S3 のことならガバナンスモードを越える以外何でもでき、
carol はそれもできます。

そして bob には打ち明けることがあります。昨日 2024.csv を消してしまいました。

## task ledger
これから kumo-ledger に書くものは、バケット自身が 7 年間守り、誰にも
消せないようにします。すでにある 2025.csv も同じです。ただし 8 年を
超えてはいけません。誰にも外せない錠前の保管料は、最後の日まで
払うことになります。

$ kmslab bucket lock BUCKET --mode MODE --years N
$ kmslab lock set BUCKET/KEY --mode MODE --until 90d
$ kmslab locks BUCKET/KEY
$ aws s3api put-object-lock-configuration --bucket BUCKET ...
$ aws s3api put-object-retention --bucket BUCKET --key KEY --retention ...

## task scratch
scratch.csv は試すためのものです。30 日間、bob には消せず、carol には本気だと
言えば消せるようにロックします。

## task back
alice のために 2024.csv を戻します。コピーではなく、あのファイルそのものを。

$ kmslab object versions kumo-ledger/2024.csv
$ kmslab object rm BUCKET/KEY --version ID

## check new-files / title
新しいファイルは 7 年間守られる
## check new-files / pass
分岐した世界 (fork) で新しいファイルを書き、7 年近くあとに
ルートユーザーが消そうとしましたが、拒否されました。
## check new-files / fail
分岐した世界で新しいファイルを試しましたが、{operation} が
{error} で終わりました。
## check new-files / fail succeeded
分岐した世界で、ルートユーザーが 7 年たつ前に 2026.csv を消しました。
ガバナンスモードは、越えてよい人がそう言うだけで越えられます。
## check old-file / title
2025.csv は 7 年間守られる
## check old-file / pass
バイパス (bypass) も、バケットポリシーを外すことも役に
立ちませんでした。拒否です。
## check old-file / fail
分岐した世界で 2025.csv を試しましたが、{operation} が
{error} で終わりました。
## check old-file / fail succeeded
分岐した世界で、ルートユーザーが 2025.csv を消しました。バケットの
既定は新しいバージョンだけをロックします。ポリシーは錠前ではなく、
先に外されました。
## check ends / title
永遠にではない
## check ends / pass
分岐した世界で 8 年後、2025.csv は消せました。
## check ends / fail
8 年たっても 2025.csv を消せません ({error})。コンプライアンスモードでは
誰にも短くできません。ラボの中にいるうちに undo しましょう。
## check bob-held / title
bob は scratch.csv を消せない
## check bob-held / pass
bob には s3:DeleteObjectVersion があり、ヘッダーも送りましたが、
バイパスの権限がなければ何の価値もありません。
## check bob-held / fail
bob が scratch.csv を消そうとすると、{error} で終わりました。
## check bob-held / fail succeeded
分岐した世界で、bob が scratch.csv を消しました。
## check carol-passes / title
carol は、そう言えば消せる
## check carol-passes / pass
権限とヘッダーがそろえば、ガバナンスモードを越えられます。
ヘッダーがなければ carol でも拒否されるので、うっかり
消すことはありません。
## check carol-passes / fail
権限がありヘッダーを送っても、carol も scratch.csv を消せません
({error})。どちらのモードでしょうか。
## check readable / title
alice がまた 2024.csv を読める
## check readable / pass
ずっとそこに、マーカーの下にありました。
## check readable / fail
alice が 2024.csv を読めません ({error})。重なりのいちばん上には
何がありますか。
## check readable / fail noise
alice がその名前で読むものは別の内容です。
## check one-plate / title
元のバージョンそのものである
## check one-plate / pass
その名前の下には皿が 1 枚、最初のものだけです。
## check one-plate / fail
2024.csv の下に皿が {found} 枚あります。1 枚のはずです。削除は何かを取り
除きましたか。何かを足しませんでしたか。

## hint new-files 1
2 つのモードのうち、越える道がないのはどちらでしょうか。
## hint new-files 2
kmslab bucket lock kumo-ledger で、新しいバージョンが何も言わずに
受けるものがわかります。
## hint new-files 3
バケットの既定を、コンプライアンスと年数で決めます。
## hint old-file 1
バケットの既定は、いつオブジェクトを見るのでしょうか。
## hint old-file 2
kmslab locks は、それぞれのバージョンを何が守るかを描きます。ポリシーはそこに
出ません。外せるものだからです。
## hint old-file 3
このバージョン自身に保持期間 (retention) を付けます。ルートも止めるモードで、
2555 日より少し長く。
## hint ends 1
法律の 7 年は何日でしょうか。
## hint ends 2
kmslab locks kumo-ledger/2025.csv で最後の日がわかります。
## hint ends 3
保持期間がなくなるまで undo し、7 年と 1 日を付けます。
## hint bob-held 1
そのバージョンを守るものはまだありません。
## hint bob-held 2
越えてよい人のほかは全員を止めるモードがあります。
## hint bob-held 3
ガバナンス、30d まで。
## hint carol-passes 1
コンプライアンスモードは carol を知りません。
## hint carol-passes 2
kmslab lock show でモードを見てみましょう。
## hint carol-passes 3
undo して、もう一方のモードにします。
## hint readable 1
削除は何かを取り除きましたか。すべてのバージョンを見てみましょう。
## hint readable 2
ただの削除は、重なりの上に削除マーカー (delete marker) を置きます。GET が
見るのはいちばん上だけです。
## hint readable 3
マーカーを、そのバージョン ID で消します。マーカーは何にもロックされません。
## hint one-plate 1
PUT は皿を足し、ただの削除はマーカーを足します。取り除くのは何でしょうか。
## hint one-plate 2
kmslab object versions は、すべての皿を ID 付きで並べます。
## hint one-plate 3
足したものとマーカーを、バージョンを指定して消します。

## predict put-again
2025.csv はコンプライアンスモードでロックされています。bob が同じ名前で別の
ファイルを置くと、どうなりますか。
## predict put-again / option refused
拒否される
## predict put-again / option new-version
上に新しいバージョンが載る。ロックされたものはそのまま
## predict put-again / option overwritten
ロックされたバージョンが上書きされる
## predict put-again / because
錠前が守るのはバージョンで、名前ではありません。「上書きできない」のは
バージョンです。
## predict delete-name
では bob がバージョンを言わずに 2025.csv を削除すると。
## predict delete-name / option refused
拒否される
## predict delete-name / option marker
上に削除マーカーが載り、GET は 404 になる
## predict delete-name / option gone
ロックされたバージョンがなくなる
## predict delete-name / because
何も取り除かれていません。失われたように見える、
オブジェクトロックでいちばん多い驚きです。
## predict root-shortens
ルートユーザーがコンプライアンスモードの保持期間を短くします。
## predict root-shortens / option refused
拒否される
## predict root-shortens / option done
できる
## predict root-shortens / because
誰にもできません。ルートでも、バイパスでも、AWS のサポートでも。
## predict bob-extends
何も越えられない bob が、それを長くします。
## predict bob-extends / option refused
拒否される
## predict bob-extends / option done
できる
## predict bob-extends / because
長くすることは、s3:PutObjectRetention のある人にいつでも許されています。

## aha
1 つの名前の下には皿が重なっています。錠前は皿に付き、名前には付きません。
新しい皿やマーカーはいつでも上に載せられます。ガバナンスには親鍵 (権限と
ヘッダー) があり、コンプライアンスにはありません。そしてロックが守るのは
暗号文で、鍵ではありません。KMS キーがなければ、皿はあっても誰にも読めません。

## exam
- ガバナンス: バイパス = s3:BypassGovernanceRetention とヘッダーの両方。
- コンプライアンス: 短縮もモード変更も削除も不可。延長はできる。
- PUT は新しいバージョン、ただの DELETE はマーカー。ロックと関係ない。

## break
1 日だけバージョンをロックし、その KMS キーを無効にしてみましょう。kmslab
locks で、誰が消せるか、読めるかがわかります。それから 18 のマスを
全部試しましょう: 3 つのモード × 置き直す、削除、バージョンの削除、短縮、
延長、モードの変更。

"""###)
}
