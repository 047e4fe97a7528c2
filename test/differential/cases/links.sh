# Symbolic links: made, read, followed or not, by tests, listings and copies.

#### ln -s, readlink, and reading through a link
ln -s words.txt l; readlink l; cmp l words.txt && echo same; ln -s a d; cat d/b/two.txt | head -1; readlink d words.txt; echo $?; readlink nothere; echo $?

#### into a directory, under the target's name, and here
mkdir into; ln -s ../words.txt ../empty.txt into; readlink into/words.txt into/empty.txt; cd into; ln -s ../a/b; readlink b; ls b; ln -s ../empty.txt -t .; echo $?

#### what exists is refused, -f replaces it, -n and -T take a link to a directory as it is
ln -s x l; ln -s y l 2>/dev/null; echo $?; readlink l; ln -sf y l; readlink l; ln -s a d; ln -sf words.txt d; readlink a/words.txt; ln -sfn a/b d; readlink d; ln -sfT a d; readlink d

#### tests
ln -s words.txt l; ln -s none dangling; ln -s a d; for t in -e -f -d -L -h -s; do for f in l dangling d words.txt; do [ $t $f ] && echo "$t $f"; done; done; [[ -L l/ ]] || echo slash; [[ -d d/ && ! -L d/ ]] && echo dir

#### writing through a link, also one that leads to nothing yet
ln -s new.txt l; echo one > l; cat new.txt; echo two >> l; wc -l < new.txt; ln -s a d; echo x > d/x.txt; ls a/x.txt; sed -i s/x/y/ d/x.txt; cat a/x.txt

#### a circle is an error
ln -s p q; ln -s q p; cat p 2>/dev/null; echo $?; [ -e p ] || echo none; [ -L p ] && echo link; echo x > p 2>/dev/null; echo $?; ls -d p; rm p q; ls p q 2>/dev/null; echo $?

#### rm and mv take the link, not what it leads to
ln -s words.txt l; ln -s a d; rm l d; ls -d words.txt a; ln -s words.txt l; mv l m; readlink m; ls l 2>/dev/null; mkdir in; mv m in; readlink in/m; ln -s a d; mv words.txt d; ls a/words.txt; rm -r d; ls a/words.txt

#### cp follows, cp -P, -r and -a do not
ln -s words.txt l; cp l f; [ -L f ] || cmp f words.txt && echo file; cp -P l p; readlink p; mkdir t; ln -s ../words.txt t/up; cp -r t t2; readlink t2/up; cp -a t t3; readlink t3/up; cp -rL t t4; [ -L t4/up ] || cmp t4/up words.txt && echo file

#### ls
ln -s words.txt l; ln -s a d; ln -s none n; mkdir k; mv l d n k; cd k; ln -s ../a dd; ls; ls -F; ls dd; ls -d dd; ls -l | awk '/->/ { print substr($1, 1, 1), $NF }'

#### find does not follow
ln -s a d; mkdir k; ln -s ../words.txt k/w; find k; find k -type l; find k -type f; find d; find d/ -name two.txt; find . -type l | sort; find k -type l -delete; ls k

#### tar keeps links
mkdir t; ln -s ../words.txt t/w; ln -s none t/n; tar -cf t.tar t; tar -tvf t.tar | sed -n 's/.* t\/\(.*\)/\1/p' | sort; mkdir x; tar -xf t.tar -C x; readlink x/t/w x/t/n; rm t.tar

#### an archive cannot write through a link of its own
mkdir -p out v/l; echo bad > v/l/f; (cd v; tar -cf ../two.tar l/f); mkdir u; ln -s ../out u/l; (cd u; tar -cf ../one.tar l); cat one.tar > both.tar; tar -xf one.tar 2>/dev/null; readlink l; ls out; rm *.tar

#### realpath and readlink -f
mkdir -p p/q; ln -s q p/l; ln -s ../words.txt p/w; realpath --relative-to . p/l p/w p/l/../w; cd p; readlink -f w | sed 's/.*\///'; cd l; pwd | sed 's/.*\///'; realpath . | sed 's/.*\///'; ln -sr ../../words.txt up; readlink up

#### grep -r, du and walks leave links alone; a named link is read
mkdir k; echo needle > k/f; ln -s f k/l; grep -r needle k; grep needle k/l; ln -s k kk; grep -r needle kk; wc -c k/l
